import { join } from "node:path";
import {
  generateSigningKey,
  type PublicKeyText,
  publicKeyPem,
  readPublicKey,
  readSigner,
  type Signer,
} from "../../audit/signing-key.js";
import { StartRefusedError } from "../start-refused-error.js";
import { type Disk, makeFolderDurably, writeDurably } from "./durable-file.js";

/** Signing key, public keys and anchors. */
export const AUDIT_FOLDER = "audit";
const KEY_FILE = "signing-key.pem";
/** A key that becomes the signing key as soon as its change is anchored. */
const NEXT_KEY_FILE = "next-signing-key.pem";
export const PUBLIC_KEY_FILE = "public-key.pem";
/** Public keys of before, numbered from the first one on. */
const EARLIER_KEY = /^public-key-(\d+)\.pem$/;

export interface SigningKey {
  readonly signer: Signer;
  /** The key of the first anchor, where the key was changed since. */
  readonly firstKey: PublicKeyText | undefined;
}

/**
 * The key of this folder's anchors; made at the first start. A folder that has anchors and no key is refused: with a
 * new key nobody could tell its anchors from those of somebody who rewrote them. A change of the key that was anchored
 * is finished, any other one is forgotten.
 */
export async function openSigningKey(
  disk: Disk,
  folder: string,
  hasAnchors: boolean,
  isHandedTo: (key: PublicKeyText) => boolean,
): Promise<SigningKey> {
  const auditFolder = join(folder, AUDIT_FOLDER);
  await makeFolderDurably(disk, auditFolder);
  await finishKeyChange(disk, folder, isHandedTo);
  const path = join(auditFolder, KEY_FILE);
  const known = disk.files.readNow(path);
  if (known === undefined && hasAnchors) throw refuse(`${path} is missing, but there are anchors.`);
  const pem = known ?? generateSigningKey();
  if (known === undefined) await writeDurably(disk, path, pem);
  const signer = parseSigner(path, pem);
  const publicPath = join(auditFolder, PUBLIC_KEY_FILE);
  const publicPem = publicKeyPem(signer.publicKey);
  if (disk.files.readNow(publicPath) !== publicPem) await writeDurably(disk, publicPath, publicPem);
  return { signer, firstKey: readFirstKey(disk, auditFolder) };
}

/** Makes the key that is to come, beside the one that signs. */
export async function prepareNextKey(disk: Disk, folder: string): Promise<Signer> {
  const pem = generateSigningKey();
  await writeDurably(disk, join(folder, AUDIT_FOLDER, NEXT_KEY_FILE), pem);
  return readSigner(pem);
}

/** The prepared key takes the place of the signing key if its change is anchored. Safe to repeat. */
export async function finishKeyChange(
  disk: Disk,
  folder: string,
  isHandedTo: (key: PublicKeyText) => boolean,
): Promise<void> {
  const auditFolder = join(folder, AUDIT_FOLDER);
  const nextPath = join(auditFolder, NEXT_KEY_FILE);
  const path = join(auditFolder, KEY_FILE);
  const pem = disk.files.readNow(nextPath);
  if (pem === undefined) return;
  const nextKey = parseSigner(nextPath, pem).publicKey;
  if (!isHandedTo(nextKey)) return disk.files.remove(nextPath);
  const old = parseSigner(path, disk.files.readNow(path) ?? "");
  const earlier = earlierKeys(disk, auditFolder);
  const oldPem = publicKeyPem(old.publicKey);
  const isKept = earlier.some((name) => disk.files.readNow(join(auditFolder, name)) === oldPem);
  const kept = join(auditFolder, `public-key-${earlier.length + 1}.pem`);
  if (!isKept) await writeDurably(disk, kept, oldPem);
  await writeDurably(disk, join(auditFolder, PUBLIC_KEY_FILE), publicKeyPem(nextKey));
  await disk.files.rename(nextPath, path);
  await disk.folders.sync(auditFolder);
}

export function readFirstKey(disk: Disk, auditFolder: string): PublicKeyText | undefined {
  const [first] = earlierKeys(disk, auditFolder);
  const text = first === undefined ? undefined : disk.files.readNow(join(auditFolder, first));
  return text === undefined ? undefined : readPublicKey(text);
}

/** Names of the public keys of before, the first one first. */
function earlierKeys({ files }: Disk, auditFolder: string): readonly string[] {
  const numberOf = (name: string): number => Number(EARLIER_KEY.exec(name)?.[1]);
  const names = files.list(auditFolder).filter((name) => EARLIER_KEY.test(name));
  return names.sort((a, b) => numberOf(a) - numberOf(b));
}

function parseSigner(path: string, pem: string): Signer {
  try {
    return readSigner(pem);
  } catch (cause) {
    throw refuse(`${path} is not a private Ed25519 key in PEM.`, { cause });
  }
}

function refuse(problem: string, options?: ErrorOptions): StartRefusedError {
  return new StartRefusedError(
    "signingKey",
    problem,
    `Restore it from a backup. If it is lost for good, move the folder "${AUDIT_FOLDER}" to your evidence and start again: ` +
      "the audit is then anchored anew from today, with another key.",
    options,
  );
}
