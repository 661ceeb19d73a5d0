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

function resultTable(): string[] {
  const rows = Object.entries(results.files).map(([name, found]) => row(name, found));
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

function row(name: string, { killed, timedOut, survived }: Omit<Found, "survivors">): string {
  const tried = killed + timedOut + survived;
  const share = tried === 0 ? 100 : (100 * (killed + timedOut)) / tried;
  const told = `${share.toFixed(1)} %${share < AIM ? ", below the aim" : ""}`;
  return `| ${name} | ${tried} | ${killed} | ${timedOut} | ${survived} | ${told} |`;
}

function reasonTable(): string[] {
  const rows = reasons.map((reason) => {
    const kind = reason.mutator ?? `lines ${reason.lines?.join(", ")}`;
    return `| ${reason.file ?? "every file"} | ${kind} | ${countOf(reason)} | ${reason.reason} |`;
  });
  const all = Object.entries(results.files).flatMap(([file, { survivors }]) =>
    survivors.filter((survivor) => !reasons.some((reason) => explains(reason, file, survivor))),
  );
  const open = `Not explained yet: ${all.length}. Each is a test that may be missing.`;
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
