import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** A public key as it is handed on: SPKI in DER, as base64. */
export type PublicKeyText = string;

/** What signs: the private half stays inside. */
export interface Signer {
  readonly publicKey: PublicKeyText;
  /** Ed25519 over the text in UTF-8, as base64. */
  sign(text: string): string;
}

/** A new Ed25519 key pair; the private half as PKCS 8 in PEM. */
export function generateSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** Throws when the text is no Ed25519 private key in PEM. */
export function readSigner(pem: string): Signer {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== "ed25519") throw new Error("It is no Ed25519 key.");
  const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    publicKey: publicKey.toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
  };
}

/** The public key in PEM, as it stands in its file. */
export function publicKeyPem(publicKey: PublicKeyText): string {
  return toKey(publicKey).export({ format: "pem", type: "spki" }).toString();
}

/** Reads a public key in PEM, or as base64 on one line. Throws when it is neither. */
export function readPublicKey(text: string): PublicKeyText {
  const key = text.includes("-----") ? createPublicKey(text) : toKey(text.trim());
  if (key.asymmetricKeyType !== "ed25519") throw new Error("It is no Ed25519 key.");
  return key.export({ format: "der", type: "spki" }).toString("base64");
}

/** What people compare: 16 hexadecimal digits of the key's SHA-256, in groups of four. */
export function keyFingerprint(publicKey: PublicKeyText): string {
  const digest = hash("sha256", Buffer.from(publicKey, "base64"));
  return (digest.slice(0, 16).match(/.{4}/g) ?? []).join(" ");
}

const known = new Map<PublicKeyText, KeyObject>();

/** Whether a signature is this key's over this text. False for anything that is no key or no signature. */
export function isSignedBy(publicKey: PublicKeyText, text: string, signature: string): boolean {
  try {
    const bytes = Buffer.from(signature, "base64");
    // Base64 has more than one spelling of the same bytes: only ours counts.
    if (bytes.toString("base64") !== signature) return false;
    return verify(null, Buffer.from(text), toKey(publicKey), bytes);
  } catch {
    return false;
  }
}

function toKey(publicKey: PublicKeyText): KeyObject {
  let key = known.get(publicKey);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    if (known.size > 100) known.clear();
    known.set(publicKey, key);
  }
  return key;
}
