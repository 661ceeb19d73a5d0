import { readFileSync } from "node:fs";
import { objectIdSchema } from "./approval/approver.js";
import { describeExport } from "./audit/describe-export.js";
import { keyFingerprint, type PublicKeyText, readPublicKey } from "./audit/signing-key.js";
import { verifyExport } from "./audit/verify-export.js";
import { EXIT_USAGE, readArguments, runProgram } from "./command-line.js";
import { openKeptStore } from "./open-kept-store.js";
import { describeTrail } from "./service/describe-trail.js";
import { erasePerson } from "./service/erase-person.js";
import { walkTrail } from "./service/walk-trail.js";

const USAGE = `Usage:
  node dist/audit.js verify FILE [--key PUBLIC_KEY_FILE]
      Verifies an export of audit export (JSON Lines or CSV). Exits 0 when it is intact, 1 when it is not.
  node dist/audit.js verify-store [--data DIR]
      Verifies the whole trail of the data folder; stop the bot first. Without --data and with DATABASE_URL that of
      the database, beside its nodes. Exits 0 when it is intact, 1 when it is not.
  node dist/audit.js erase --person OBJECT_ID [--data DIR]
      Erases a person from the data folder; stop the bot first. Without --data and with DATABASE_URL from
      that database, beside its nodes.
  node dist/audit.js change-key [--data DIR]
      Makes a new signing key for the data folder. Stop the bot first. What was signed before still verifies with the
      public key of before, which is kept beside the new one.
`;
const ERASE_EXAMPLE =
  "Example: node dist/audit.js erase --person f6fadfa7-e5c1-4b62-9362-da5cc13da58a";

process.exitCode = await runProgram(run, describeFailure);

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  return code === "ENOENT"
    ? `There is no file ${path}. Nothing was checked or changed.`
    : error.message;
}

async function run(given: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const options = { key: text, person: text, data: text };
  const parsed = readArguments({ args: given, allowPositionals: true, options });
  const [command, file, ...rest] = parsed?.positionals ?? [];
  if (parsed && command === "verify" && file !== undefined && rest.length === 0)
    return verify(file, parsed.values.key);
  if (parsed && command === "verify-store" && file === undefined)
    return verifyStore(parsed.values.data);
  if (parsed?.values.person && command === "erase" && file === undefined)
    return erase(parsed.values.person, parsed.values.data);
  if (parsed && command === "change-key" && file === undefined)
    return changeKey(parsed.values.data);
  process.stderr.write(USAGE);
  return EXIT_USAGE;
}

function verify(file: string, keyFile: string | undefined): number {
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile);
  const verdict = verifyExport(readFileSync(file), key);
  process.stdout.write(describeExport(verdict, key !== undefined));
  return verdict.isIntact ? 0 : 1;
}

async function verifyStore(data: string | undefined): Promise<number> {
  const store = await openKeptStore(data, report);
  try {
    const { auditTrail } = store;
    // What a crash of before has left without an anchor gets one; a restored copy stays as it is.
    if (!store.holds?.restore.restored()) await auditTrail.anchor();
    const verdict = await walkTrail(auditTrail, () => store.now());
    const places = verdict.problems.map(({ place, what }) => `${place}: ${what}.`);
    const { publicKey } = auditTrail;
    return say(
      describeTrail({ verdict, places, checked: verdict, publicKey }),
      verdict.isIntact ? 0 : 1,
    );
  } finally {
    await store.close();
  }
}

function readKeyFile(path: string): PublicKeyText {
  const text = readFileSync(path, "utf8");
  try {
    return readPublicKey(text);
  } catch (cause) {
    throw new Error(
      `${path} holds no public key of Ed25519, as audit/public-key.pem of the bot does. Nothing was checked.`,
      { cause },
    );
  }
}

async function changeKey(data: string | undefined): Promise<number> {
  const store = await openKeptStore(data, report);
  try {
    const key = await store.trailKeeping.changeKey?.();
    if (key === undefined)
      return say(
        "The key of a database cannot be changed: this command is for a data folder. Nothing was changed.",
        1,
      );
    return say(`The new key is ${keyFingerprint(key)}. Hand out audit/public-key.pem anew.`, 0);
  } finally {
    await store.close();
  }
}

async function erase(typed: string, data: string | undefined): Promise<number> {
  const person = objectIdSchema.safeParse(typed).data;
  if (person === undefined)
    return say(`"${typed}" is no object id. Nothing was changed. ${ERASE_EXAMPLE}`, 1);
  const store = await openKeptStore(data, report);
  try {
    const erasure = await erasePerson(store, person);
    if (erasure.kind === "unknown") return say("Nothing here names this person.", 1);
    if (erasure.kind === "open")
      return say(
        `Nothing was changed: these requests of the person are not over yet: ${erasure.requestIds.join(", ")}. Let them end first.`,
        1,
      );
    return say(`Texts erased: ${erasure.texts}. Records changed: ${erasure.aggregates}.`, 0);
  } finally {
    await store.close();
  }
}

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}
