import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { replacePart } from "./generated-part.js";
import { locate, readPage } from "./markdown-pages.js";

const PAGE = "docs/mutation.md";
const AIM = 90;

interface Survivor {
  readonly line: number;
  readonly mutator: string;
  readonly replacement: string;
}

interface Found {
  /** SHA-256 of the file that was tried. */
  readonly digest: string;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  readonly survivors: readonly Survivor[];
}

/** Why survivors are left: those of one kind, or of some lines of one file. */
interface Reason {
  readonly mutator?: string;
  readonly file?: string;
  readonly lines?: readonly number[];
  readonly reason: string;
}

const results: { readonly files: Readonly<Record<string, Found>> } = JSON.parse(
  readPage("docs/mutation/results.json"),
);
const reasons: readonly Reason[] = JSON.parse(readPage("docs/mutation/reasons.json"));

test("docs/mutation.md shows the results that were kept (renew it: npx vitest run test/docs -u)", async () => {
  const page = replacePart(readPage(PAGE), "results", resultTable());
  const fresh = replacePart(page, "reasons", reasonTable());
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

test("every file of the mutation results is there, and every reason is about a survivor", () => {
  const files = Object.entries(results.files);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter(([name]) => !locate(`src/approval/${name}`).exists)).toEqual([]);
  expect(files.filter(([, found]) => found.survivors.length !== found.survived)).toEqual([]);
  expect(reasons.filter((reason) => countOf(reason) === 0)).toEqual([]);
});

test("of every file at least 90 % is noticed, and every survivor is explained", () => {
  const files = Object.entries(results.files);
  expect(files.filter(([, found]) => shareOf(found) < AIM).map(([name]) => name)).toEqual([]);
  expect(unexplained()).toEqual([]);
});

function resultTable(): string[] {
  const rows = Object.entries(results.files).map(([name, found]) =>
    row(name, found, isOlder(name, found)),
  );
  const all = Object.values(results.files);
  const sum = (figure: "killed" | "timedOut" | "survived"): number =>
    all.reduce((total, found) => total + found[figure], 0);
  const total = { killed: sum("killed"), timedOut: sum("timedOut"), survived: sum("survived") };
  return [
    "| file | tried | noticed | for ever running | survived | noticed |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    row("**all that were tried**", total),
  ];
}

type Counts = Pick<Found, "killed" | "timedOut" | "survived">;

function row(name: string, counts: Counts, isOlder = false): string {
  const { killed, timedOut, survived } = counts;
  const tried = killed + timedOut + survived;
  const told = `${shareOf(counts).toFixed(1)} %${isOlder ? ", of an older text of it" : ""}`;
  return `| ${name} | ${tried} | ${killed} | ${timedOut} | ${survived} | ${told} |`;
}

function shareOf({ killed, timedOut, survived }: Counts): number {
  const tried = killed + timedOut + survived;
  return tried === 0 ? 100 : (100 * (killed + timedOut)) / tried;
}

function isOlder(name: string, { digest }: Found): boolean {
  return hash("sha256", readFileSync(locate(`src/approval/${name}`).file)) !== digest;
}

function unexplained() {
  return Object.entries(results.files).flatMap(([file, { survivors }]) =>
    survivors.filter((survivor) => !reasons.some((reason) => explains(reason, file, survivor))),
  );
}

function reasonTable(): string[] {
  const rows = reasons.map((reason) => {
    const kind = reason.mutator ?? `lines ${reason.lines?.join(", ")}`;
    return `| ${reason.file ?? "every file"} | ${kind} | ${countOf(reason)} | ${reason.reason} |`;
  });
  const open = `Not explained yet: ${unexplained().length}. Each is a test that may be missing.`;
  return ["| where | which | survivors | why |", "| --- | --- | --- | --- |", ...rows, "", open];
}

function explains(reason: Reason, file: string, { mutator, line }: Survivor): boolean {
  const isThere = reason.file === undefined || `${reason.file}.ts` === file;
  const isKind = reason.mutator === undefined || reason.mutator === mutator;
  return isThere && isKind && (reason.lines?.includes(line) ?? true);
}

function countOf(reason: Reason): number {
  return Object.entries(results.files)
    .flatMap(([file, found]) => found.survivors.map((survivor) => ({ file, survivor })))
    .filter(({ file, survivor }) => explains(reason, file, survivor)).length;
}
