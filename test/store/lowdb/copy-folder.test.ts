import { expect, test } from "vitest";
import { copyFolder } from "../../../src/store/lowdb/copy-folder.js";
import { createDisk, makeFolderDurably } from "../../../src/store/lowdb/durable-file.js";
import type { FileSystem } from "../../../src/store/lowdb/file-system.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";

const FROM = "/riskgate";
const TO = "/copy";
const SEGMENT = "/journal/000001.log";
const OPEN = "/requests/R-1.json";
const CLOSED = "/closed/2026-11/R-1.json";
/** What is in a file does not matter here: where it is found does. */
const CONTENT = "what became of R-1";

/** A folder on which a process works while it is copied: it takes each of its steps before one look of the copier. */
async function copyBeside(looksOfSteps: readonly number[]): Promise<UnsyncedFileSystem> {
  const files = new UnsyncedFileSystem();
  for (const place of ["audit", "journal", "requests", "closed/2026-11"])
    await makeFolderDurably(createDisk(files), `${FROM}/${place}`);
  files.put(`${FROM}/audit/signing-key.pem`, "key");
  files.put(`${FROM}${SEGMENT}`, CONTENT);
  const steps = [
    () => files.put(`${FROM}${OPEN}`, CONTENT),
    () => void files.remove(`${FROM}${SEGMENT}`),
    () => files.put(`${FROM}${CLOSED}`, CONTENT),
    () => void files.remove(`${FROM}${OPEN}`),
  ];
  let looks = 0;
  const beside = <T>(look: () => T): T => {
    for (const [step, at] of looksOfSteps.entries()) if (at === looks) steps[step]?.();
    looks += 1;
    return look();
  };
  const watched = new Proxy<FileSystem>(files, {
    get(target, name: keyof FileSystem) {
      if (name === "readNow") return (path: string) => beside(() => target.readNow(path));
      if (name === "list") return (path: string) => beside(() => target.list(path));
      const value = target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await copyFolder(createDisk(watched), FROM, TO);
  return files;
}

/** Every way to spread four steps, in their order, over the looks of a copy, also beyond its last. */
function* allPaces(): Generator<readonly number[]> {
  for (let a = 0; a < 12; a += 1)
    for (let b = a; b < 12; b += 1)
      for (let c = b; c < 12; c += 1) for (let d = c; d < 12; d += 1) yield [a, b, c, d];
}

test("S a copy of a folder in use has every aggregate, however far it moves while it is copied", async () => {
  for (const pace of allPaces()) {
    const files = await copyBeside(pace);
    const found = [SEGMENT, OPEN, CLOSED].some((path) => files.readNow(`${TO}${path}`) === CONTENT);
    expect(found, `steps before the looks ${pace.join(", ")}`).toBe(true);
  }
});
