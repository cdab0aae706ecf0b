/** Who is known by name: issuers and consumers that the operator of these pages vouches for. */

import { fromBase64 } from "idos-core/bytes";
import { invalid } from "idos-core/errors";
import { key, list, matching, oneOf, optional, record, type Shape, text, webAddress } from "idos-core/shape";

export type Role = "issuer" | "consumer";

/** A party. What it says about itself counts for nothing: the directory alone gives names and logos. */
export interface Party {
  readonly name: string;
  readonly about: { readonly en: string; readonly de: string };
  readonly roles: readonly Role[];
  readonly origins: readonly string[];
  readonly url: string;
  /** A `data:` address of an image. */
  readonly logo: string;
  /** How the network names it: as a grantee, and as the signer of what is stored. */
  readonly identifiers: readonly string[];
  /** How its W3C credentials name it. */
  readonly issuerIds: readonly string[];
  /** Multibase Ed25519 keys that sign its W3C credentials. */
  readonly credentialKeys: readonly string[];
  /** What copies for it are encrypted to. */
  readonly encryptionKey: Uint8Array | null;
  readonly credentialTypes: readonly string[];
}

const MAX_LOGO_BYTES = 16 * 1024;
const LOGO = /^data:image\/(svg\+xml|png|jpeg|webp);base64,([A-Za-z0-9+/=]*)$/;
const FEW = 32;

/** An http or https origin, as `Location.origin` writes it. */
export const origin: Shape<string> = (value) => {
  const given = text(value);
  if (!URL.canParse(given) || new URL(given).origin !== given) throw invalid("Not an origin.");
  return given;
};

/** An address of the web, as the directory writes it. */
const address: Shape<string> = (value) => {
  webAddress(value);
  return text(value);
};

const line = (most: number) => matching(new RegExp(`^[^\\p{Cc}]{1,${most}}$`, "u"), `Not a line of ${most}.`);

const logo: Shape<string> = (value) => {
  const match = LOGO.exec(text(value));
  if (!match || fromBase64(match[2] ?? "").length > MAX_LOGO_BYTES) throw invalid("Not a small image.");
  return match[0];
};

export const party: Shape<Party> = record<Party>({
  name: line(64),
  about: record({ en: line(300), de: line(300) }),
  roles: list(oneOf("issuer", "consumer"), 2),
  origins: list(origin, FEW),
  url: address,
  logo,
  identifiers: list(line(256), FEW),
  issuerIds: list(line(256), FEW),
  credentialKeys: list(line(256), FEW),
  encryptionKey: optional(key, null),
  credentialTypes: list(line(64), FEW),
});

export class Directory {
  readonly parties: readonly Party[];
  readonly #byIdentifier: ReadonlyMap<string, Party>;
  readonly #byOrigin: ReadonlyMap<string, Party>;
  readonly #byIssuerId: ReadonlyMap<string, Party>;

  constructor(parties: readonly Party[]) {
    const index = (names: (party: Party) => readonly string[]) =>
      new Map(parties.flatMap((party) => names(party).map((name) => [name, party] as const)));
    this.parties = parties;
    this.#byIdentifier = index(({ identifiers }) => identifiers.map(comparable));
    this.#byOrigin = index(({ origins }) => origins);
    this.#byIssuerId = index(({ issuerIds }) => issuerIds);
  }

  /** Whom the network names so: a grantee, or the signer of what is stored. */
  byIdentifier(identifier: string): Party | null {
    return this.#byIdentifier.get(comparable(identifier)) ?? null;
  }

  /** Whose page this is. */
  byOrigin(origin: string): Party | null {
    return this.#byOrigin.get(origin) ?? null;
  }

  /** Who issues W3C credentials under this URI. */
  byIssuerId(issuerId: string): Party | null {
    return this.#byIssuerId.get(issuerId) ?? null;
  }

  issuers(): readonly Party[] {
    return this.parties.filter(({ roles }) => roles.includes("issuer"));
  }

  consumers(): readonly Party[] {
    return this.parties.filter(({ roles }) => roles.includes("consumer"));
  }
}

/** Hex, with or without `0x`, names the same in either case; of other identifiers each letter counts. */
function comparable(identifier: string): string {
  return /^(0x)?[0-9a-f]+$/i.test(identifier) ? identifier.toLowerCase() : identifier;
}
