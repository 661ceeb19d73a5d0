import { expect, it } from "vitest";
import { chainEvents } from "../../src/audit/audit-chain.js";
import { CSV, type ExportFormat, JSON_LINES } from "../../src/audit/export-format.js";
import { sealTrailer, type TrailerContent } from "../../src/audit/export-record.js";
import { ExportWriter } from "../../src/audit/export-writer.js";
import { generateSigningKey, readSigner } from "../../src/audit/signing-key.js";
import { verifyExport } from "../../src/audit/verify-export.js";
import { NOW } from "../builders/request.js";
import {
  chooseSeed,
  MUTATION_PATIENCE,
  mutate,
  mutationCount,
  randomSource,
} from "./random-source.js";

const signer = readSigner(generateSigningKey());

function sampleChain(name: string, length: number) {
  return chainEvents(
    undefined,
    Array.from({ length }, (_, i) => ({
      type: `step${i}`,
      at: NOW + i * 1_000,
      actor: { kind: "person" as const, id: "ann" },
      details: { requestId: name, stage: i },
      personal: { justification: `=${name} because ${i}, "so"; =ü` },
    })),
  );
}

function contentOf(chains: ReadonlyMap<string, ReturnType<typeof sampleChain>>): TrailerContent {
  const heads = [...chains].map(([id, { events }]) => {
    const last = events.at(-1);
    return [`request/${id}`, 1, events.length, last?.hash ?? "", events.length] as const;
  });
  return {
    trailer: "riskgate-audit-1",
    tenantId: "tenant-1",
    exportedAt: new Date(NOW).toISOString(),
    exportedBy: "ada",
    count: [...chains.values()].reduce((sum, { events }) => sum + events.length, 0),
    leftOut: 0,
    heads,
    verdict: "intact",
    problems: [],
  };
}

const chains = new Map([
  ["R-1001", sampleChain("R-1001", 4)],
  ["R-1002", sampleChain("R-1002", 3)],
]);

function exported(format: ExportFormat, withSigner = signer): Buffer {
  const writer = new ExportWriter(format);
  for (const [id, { events, personal }] of chains)
    for (const event of events) {
      const texts = personal[event.sequence];
      writer.add({ kind: "request", id, ...event, ...(texts && { personal: texts }) });
    }
  return writer.finish(contentOf(chains), withSigner);
}

it.each([JSON_LINES, CSV])(
  "U1 an export as $ending verifies, and with the right key only",
  (format) => {
    const bytes = exported(format);
    expect(verifyExport(bytes, signer.publicKey)).toMatchObject({
      isIntact: true,
      events: 7,
      texts: 7,
    });
    const other = readSigner(generateSigningKey());
    expect(verifyExport(bytes, other.publicKey).problems[0]?.what).toContain("another key");
    expect(verifyExport(exported(format, other), signer.publicKey).isIntact).toBe(false);
  },
);

it.each([JSON_LINES, CSV])(
  "U1 no random change of an export as $ending goes unseen, and each names a place",
  (format) => {
    const bytes = exported(format);
    const seed = chooseSeed();
    console.info(`seed ${seed}`);
    const random = randomSource(seed);
    const count = mutationCount(10_000, 300);
    for (let i = 0; i < count; i += 1) {
      const verdict = verifyExport(mutate(bytes, random), signer.publicKey);
      if (verdict.isIntact) throw new Error(`change ${i} of seed ${seed} was not seen`);
      expect(verdict.problems[0]?.place).toMatch(/^line \d+/);
    }
  },
  MUTATION_PATIENCE,
);

it("U1 a line that was changed, moved or taken out is named with its event", () => {
  const lines = exported(JSON_LINES).toString().split("\n");
  const places = (changed: readonly string[]) =>
    verifyExport(Buffer.from(changed.join("\n"))).problems.map(
      ({ place, what }) => `${place}: ${what}`,
    );
  expect(
    places(lines.map((line, i) => (i === 2 ? line.replace("step2", "step9") : line))),
  ).toContain("line 3 (R-1001, event 3): its hash does not fit its content");
  expect(
    places(lines.map((line, i) => (i === 2 ? line.replace("because 2", "because 9") : line))),
  ).toEqual(['line 3 (R-1001, event 3): the text "justification" is not the one that was written']);
  expect(places(lines.filter((_, i) => i !== 1))[0]).toBe(
    "line 2 (R-1001, event 3): event 2 is missing before it",
  );
  expect(places([...lines.slice(0, -2), ""])).toEqual([
    "line 7: the file ends without its trailer",
  ]);
});

it("U1 whoever rewrites a whole export needs the key: a trailer of his own is not believed", () => {
  const forger = readSigner(generateSigningKey());
  const lines = exported(JSON_LINES).toString().trimEnd().split("\n");
  const trailer = JSON_LINES.decode(lines.at(-1) ?? "");
  expect(trailer).toHaveProperty("digest");
  const { digest, key: _, signature: __, ...content } = trailer as ReturnType<typeof sealTrailer>;
  const forged = { ...sealTrailer(content, digest, forger), key: signer.publicKey };
  const text = [...lines.slice(0, -1), JSON_LINES.encode(forged), ""].join("\n");
  expect(verifyExport(Buffer.from(text)).problems[0]?.what).toContain("signature is not valid");
});

it("U1 no cell of the CSV is a formula to a spreadsheet, and all of them come back", () => {
  const text = exported(CSV).toString();
  expect(text.startsWith('\uFEFF"kind"')).toBe(true);
  expect(text).not.toMatch(/(^|,)"[=+\-@\t\r]/m);
  const evil = {
    kind: "request",
    id: "=1+1",
    sequence: 1,
    prev: "-a",
    hash: "'x",
    withheld: "riskEvidence",
  } as const;
  expect(CSV.encode(evil)).toContain('"\'=1+1"');
  expect(CSV.decode(CSV.encode(evil))).toEqual(evil);
});

it("U1 nor where a spreadsheet takes semicolons for the ends of cells", () => {
  const rows = exported(CSV).toString();
  expect(rows).not.toContain(";");
  expect(rows).toContain("\\u003b =ü");
  expect(verifyExport(Buffer.from(rows)).problems).toEqual([]);
});

it("U1 a text that no event knows is named, even if the key's holder exports it", () => {
  const chain = sampleChain("R-1001", 1);
  const [event] = chain.events;
  if (!event) throw new Error("there is an event");
  const forged = { constructor: { salt: "00", text: "never written" } };
  const writer = new ExportWriter(JSON_LINES);
  writer.add({ kind: "request", id: "R-1001", ...event, personal: forged });
  const content = contentOf(new Map([["R-1001", chain]]));
  const bytes = writer.finish(content, signer);
  expect(verifyExport(bytes).problems[0]?.what).toBe('the text "constructor" belongs to no digest');
});
