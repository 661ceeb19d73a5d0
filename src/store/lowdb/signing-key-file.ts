import { join } from "node:path";
import {
  generateSigningKey,
  publicKeyPem,
  readSigner,
  type Signer,
} from "../../audit/signing-key.js";
import { StartRefusedError } from "../start-refused-error.js";
import { type Disk, makeFolderDurably, writeDurably } from "./durable-file.js";

/** Signing key, public key and anchors. */
export const AUDIT_FOLDER = "audit";
const KEY_FILE = "signing-key.pem";
export const PUBLIC_KEY_FILE = "public-key.pem";

/**
 * The key of this folder's anchors; made at the first start. A folder that has anchors and no key is refused: with a
 * new key nobody could tell its anchors from those of somebody who rewrote them.
 */
export async function openSigningKey(
  disk: Disk,
  folder: string,
  hasAnchors: boolean,
): Promise<Signer> {
  const auditFolder = join(folder, AUDIT_FOLDER);
  await makeFolderDurably(disk, auditFolder);
  const path = join(auditFolder, KEY_FILE);
  const known = disk.files.readNow(path);
  if (known === undefined && hasAnchors) throw refuse(`${path} is missing, but there are anchors.`);
  const pem = known ?? generateSigningKey();
  if (known === undefined) await writeDurably(disk, path, pem);
  const signer = parseSigner(path, pem);
  const publicPath = join(auditFolder, PUBLIC_KEY_FILE);
  const publicPem = publicKeyPem(signer.publicKey);
  if (disk.files.readNow(publicPath) !== publicPem) await writeDurably(disk, publicPath, publicPem);
  return signer;
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
