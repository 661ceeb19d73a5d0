import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readSigner, type Signer } from "./audit/signing-key.js";
import { EXIT_USAGE, readArguments, runProgram } from "./command-line.js";
import { moveStore, refuseHeld } from "./move-store.js";
import { readTenantId } from "./open-kept-store.js";
import { markAsMoved, refuseSecondMove } from "./store/lowdb/moved-house.js";
import { openEmbeddedStore } from "./store/lowdb/open-embedded-store.js";
import { databaseOf } from "./store/postgres/database-url.js";
import { MovingIn } from "./store/postgres/moving-in.js";

const USAGE = `Usage:
  node dist/migrate-store.js --from DATA_FOLDER [--to DATABASE_URL]
      Moves everything from a data folder into an empty PostgreSQL database and verifies the audit there. Stop the bot
      first. Without --to into the database of the variable DATABASE_URL, which other users of the machine cannot read.
      After an interruption run it again. With AUDIT_SIGNING_KEY_FILE, a copy of the folder's audit/signing-key.pem, the
      private key stays out of the database.
  Example: DATABASE_URL=postgres://riskgate:…@db.example/riskgate node dist/migrate-store.js --from ./data
`;

process.exitCode = await runProgram(run);

async function run(given: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const values = readArguments({ args: given, options: { from: text, to: text } })?.values;
  const { from, to = process.env.DATABASE_URL } = values ?? {};
  const missing = [!from && "--from", !to && "--to, or DATABASE_URL"].filter(Boolean);
  if (!from || !to) {
    if (values) process.stderr.write(`Missing: ${missing.join(" and ")}. Nothing was changed.\n`);
    process.stderr.write(USAGE);
    return EXIT_USAGE;
  }
  const folder = resolve(from);
  const tenantId = readTenantId(folder);
  const signingKeyPem = readFileSync(join(folder, "audit/signing-key.pem"), "utf8");
  const isKeyKeptOutside = checkOutsideKey(process.env.AUDIT_SIGNING_KEY_FILE, signingKeyPem);
  const source = await openEmbeddedStore({ folder, tenantId, log: report, mayHaveMoved: true });
  try {
    refuseHeld(source);
    const database = databaseOf(to);
    refuseSecondMove(folder, database);
    const target = await MovingIn.open(to, tenantId);
    try {
      const key = { signingKeyPem, isKeyKeptOutside };
      const moved = await moveStore(source, target, key, (movedAt) =>
        markAsMoved(folder, { movedAt, database }),
      );
      process.stdout.write(
        `Moved ${moved.aggregates} aggregates with ${moved.events} events and ${moved.anchors} anchors; ` +
          `${moved.found} of them were there already. The audit is intact.\n` +
          "Set DATABASE_URL to start the bot on it, and put the data folder away: no bot starts on it any more.\n",
      );
      return 0;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Whether the nodes have the key in a file of their own, which has to be the folder's: its anchors move along. */
function checkOutsideKey(path: string | undefined, signingKeyPem: string): boolean {
  if (path === undefined || path === "") return false;
  if (readOutsideKey(path).publicKey === readSigner(signingKeyPem).publicKey) return true;
  throw new Error(
    "AUDIT_SIGNING_KEY_FILE holds another key than the data folder. Copy audit/signing-key.pem to it. Nothing was changed.",
  );
}

function readOutsideKey(path: string): Signer {
  try {
    return readSigner(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(
      `AUDIT_SIGNING_KEY_FILE ${path} cannot be read as a private Ed25519 key. It has to be a copy of audit/signing-key.pem of the data folder. Nothing was changed.`,
      { cause },
    );
  }
}

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}
