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

/** Why survivors of one kind are left, in one file or in all. */
interface Reason {
  readonly mutator: string;
  readonly file?: string;
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
    const where = reason.file ?? "every file";
    return `| ${where} | ${reason.mutator} | ${countOf(reason)} | ${reason.reason} |`;
  });
  return ["| where | kind | survivors | why |", "| --- | --- | --- | --- |", ...rows];
}

function countOf({ mutator, file }: Reason): number {
  return Object.entries(results.files)
    .filter(([name]) => file === undefined || name === `${file}.ts`)
    .flatMap(([, found]) => found.survivors)
    .filter((survivor) => survivor.mutator === mutator).length;
}
