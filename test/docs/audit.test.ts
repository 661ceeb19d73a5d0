import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { isSignedBy, readPublicKey } from "../../src/audit/signing-key.js";
import { verifyExport } from "../../src/audit/verify-export.js";
import { readPage } from "./markdown-pages.js";

const page = readPage("docs/audit.md");
const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, , text = ""]) => text);
const [, example = "", key = "", canonical = ""] = blocks;

test("U1 the worked example of docs/audit.md verifies with the key beside it", () => {
  const verdict = verifyExport(Buffer.from(example), readPublicKey(key));
  expect(verdict).toMatchObject({ isIntact: true, events: 2, texts: 1, problems: [] });
});

test("U1 the worked example does not verify with any letter changed", () => {
  for (let at = 0; at < example.length; at += 7) {
    const other = example[at] === "a" ? "b" : "a";
    const changed = example.slice(0, at) + other + example.slice(at + 1);
    expect(verifyExport(Buffer.from(changed)).isIntact).toBe(example[at] === other);
  }
});

test("U1 the steps by hand of docs/audit.md are those of the example", () => {
  const [first, second] = example.split("\n").map((line) => (line ? JSON.parse(line) : undefined));
  const { kind: _, id: __, personal, hash: sealed, ...rest } = first;
  expect(JSON.parse(canonical)).toEqual(rest);
  expect(hash("sha256", canonical.trimEnd())).toBe(sealed);
  expect(second.prev).toBe(sealed);
  const { salt, text } = personal.justification;
  expect(page).toContain(`\`${salt}${text}\``);
  expect(hash("sha256", salt + text)).toBe(first.personalDigests.justification);
});

test("U1 the signature of the example is checked by what stands in its last line alone", () => {
  const lines = example.trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  const { digest, signature } = JSON.parse(last);
  expect(hash("sha256", `${lines.slice(0, -1).join("\n")}\n`)).toBe(digest);
  const rest = hash("sha256", last.replace(/"signature":"[^"]*",/, ""));
  expect(isSignedBy(readPublicKey(key), `riskgate-export:${rest}`, signature)).toBe(true);
  expect(page).toContain("printf 'riskgate-export:%s'");
});
