/** The wallet kinds, twin of `idos.crypto.wallets.WALLET_KINDS`. Those that pages can ask: `idos-wallets/adapters`. */

/** What a kind is, as far as programs in a browser know it. */
interface Kind {
  /** The signature type of its transactions. */
  readonly signatureType: string;
  /** Which of its texts names a wallet to the network. */
  readonly namedBy: "address" | "public_key";
}

export const WALLET_KINDS = {
  EVM: { signatureType: "secp256k1_ep", namedBy: "address" },
  NEAR: { signatureType: "nep413", namedBy: "public_key" },
  XRPL: { signatureType: "xrpl", namedBy: "address" },
  Stellar: { signatureType: "ed25519", namedBy: "address" },
  FaceSign: { signatureType: "ed25519", namedBy: "public_key" },
} as const satisfies Readonly<Record<string, Kind>>;

export type WalletKind = keyof typeof WALLET_KINDS;

export const WALLET_TYPES = Object.keys(WALLET_KINDS) as WalletKind[];
