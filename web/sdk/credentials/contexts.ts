/** The JSON-LD contexts a credential may name, pinned: nothing is ever fetched. See docs/protocol/w3c.md §2. */

export const CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1";
const ED25519_2020_V1 = "https://w3id.org/security/suites/ed25519-2020/v1";

const PUBLISHED = "https://idos-network.github.io/idos-sdk-js/credentials/";
export const SUBJECT_V2: string = `${PUBLISHED}idos-credential-subject-v2.json`;
export const FACE_ID_V1: string = `${PUBLISHED}idos-credential-subject-face-id-v1.json`;

const REPOSITORY = "https://raw.githubusercontent.com/idos-network/idos-sdk-js";
const ADDRESSES = [
  PUBLISHED,
  `${REPOSITORY}/1356fea6672d22deb07fedc5fa427478b2e1654c/packages/%40credentials/assets/`,
  `${REPOSITORY}/346f14468348e4f3dd00039c89ce9bb49d88777c/packages/%40credentials/assets/`,
  `${REPOSITORY}/1e8421744e037dfd7b0289cb39261c73ab6d643c/packages/%40credentials/assets/`,
  `${REPOSITORY}/0049d2e93f8913c42398372e2bb65d92bed38ac0/packages/%40credentials/assets/`,
  `${REPOSITORY}/1bc3503f5302a7e42777076445d5b05fec8db429/packages/issuer-sdk-js/assets/`,
];

/** The first subject context, at its address of today and its older ones. */
export const SUBJECT_V1: readonly string[] = ADDRESSES.map(
  (base) => `${base}idos-credential-subject-v1.json`,
);

const IDOS_V1 = new Set(ADDRESSES.map((base) => `${base}idos-credentials-v1.json`));

/** Whether this is an `@context` that a credential may have. The order counts. */
export function isCredentialContext(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [first, idos, last] = value;
  return first === CREDENTIALS_V1 && IDOS_V1.has(idos) && last === ED25519_2020_V1;
}
