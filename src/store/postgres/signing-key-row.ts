import { generateSigningKey, readSigner, type Signer } from "../../audit/signing-key.js";
import { StartRefusedError } from "../start-refused-error.js";
import type { Database } from "./database.js";
import { query, statementOf } from "./typed-query.js";

/**
 * The key that signs the anchors, the same on every node. Without `ownPem` it is made at the first start and kept in the
 * database; with it the database keeps the public half only, so that whoever may write there cannot sign. Rejects with
 * StartRefusedError when the database was anchored with another key, or when its key is gone.
 */
export async function openSigningKey(
  database: Database,
  ownPem: string | undefined,
): Promise<Signer> {
  const own = ownPem === undefined ? undefined : parseOwn(ownPem);
  const known = await readKey(database);
  if (known === undefined) {
    if (await hasAnchors(database)) throw refuse("There are anchors and the signing key is gone.");
    await insertKey(database, own, generateSigningKey());
    // Of many nodes that start at once the first one's key is everybody's.
    return openSigningKey(database, ownPem);
  }
  if (own === undefined) {
    if (known.private_pem !== null) return readSigner(known.private_pem);
    throw refuse(
      "The database is signed with a key of your own, and AUDIT_SIGNING_KEY_FILE is not set.",
    );
  }
  if (own.publicKey !== known.public_key)
    throw refuse(
      "AUDIT_SIGNING_KEY_FILE holds another key than the one that signed this database.",
    );
  if (known.private_pem !== null) {
    await database.write({
      text: "update riskgate.signing_key set private_pem = null",
      values: [],
    });
  }
  return own;
}

/** The public key of the first anchor, where it was changed since. */
export async function readFirstKey(database: Database): Promise<string | undefined> {
  const first = query.selectFrom("signing_key").select("first_public_key");
  return (await database.read(statementOf(first)))[0]?.first_public_key ?? undefined;
}

async function readKey(database: Database) {
  const key = query.selectFrom("signing_key").select(["public_key", "private_pem"]);
  return (await database.read(statementOf(key)))[0];
}

async function hasAnchors(database: Database): Promise<boolean> {
  const first = query.selectFrom("anchor").select("sequence").limit(1);
  return (await database.read(statementOf(first))).length > 0;
}

async function insertKey(database: Database, own: Signer | undefined, pem: string): Promise<void> {
  await database.write({
    text: "insert into riskgate.signing_key (public_key, private_pem) values ($1, $2) on conflict do nothing",
    values: own ? [own.publicKey, null] : [readSigner(pem).publicKey, pem],
  });
}

function parseOwn(pem: string): Signer {
  try {
    return readSigner(pem);
  } catch (cause) {
    throw new StartRefusedError(
      "signingKey",
      "AUDIT_SIGNING_KEY_FILE is not a private Ed25519 key in PEM.",
      "Name the file with the key that signed this database; the first one is made with: openssl genpkey -algorithm ed25519 -out signing-key.pem",
      { cause },
    );
  }
}

function refuse(problem: string, options?: ErrorOptions): StartRefusedError {
  const remedy = "Restore the key from your backup, and give every node the same one.";
  return new StartRefusedError("signingKey", problem, remedy, options);
}
