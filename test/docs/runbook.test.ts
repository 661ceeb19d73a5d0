import { expect, test } from "vitest";
import { alertSchema } from "../../src/approval/request.js";
import { TROUBLES } from "../../src/approval/trouble.js";
import { readSourceFiles } from "../house/source-files.js";
import { readPage } from "./markdown-pages.js";

const page = readPage("docs/runbook.md");
/** Each `### ` with the alerts that its first line names. */
const sections = page.split(/^### /m).slice(1);
const told = sections.flatMap((section) => {
  const [, names = ""] = /^.+\n\nAlert ((?:`\w+`(?:, )?)+)/.exec(section) ?? [];
  return names.match(/\w+/g) ?? [];
});

test("every alert of the bot has a section of the runbook, and only those", () => {
  const kinds = [...alertSchema.shape.kind.options, ...TROUBLES, "sendingPaused"];
  expect(kinds.length).toBeGreaterThan(10);
  expect(told.toSorted()).toEqual(kinds.toSorted());
});

test("there is no alert that the runbook's test does not know", () => {
  const subjects = readSourceFiles("src")
    .filter(({ path }) => /^src\/(?:approval|service)\//.test(path))
    .flatMap(({ text }) => [...text.matchAll(/kind: "alert"[^}]*?subject: ([^,\n}]+)/g)])
    .map(([, subject]) => subject);
  // The alert of a request, trouble of the bot as a whole, and a pause.
  const known = ["alert.kind", "`${trouble", "`sendingPaused:${now"];
  expect(new Set(subjects)).toEqual(new Set(known));
});

test("the runbook tells how each secret of the bot is changed", () => {
  expect(page).toContain("### Change the bot's secret");
  for (const name of ["MicrosoftAppPassword", "CertificatePrivateKey", "AZURE_CLIENT_SECRET"])
    expect(page).toContain(`\`${name}\``);
  expect(page).toContain("(backup.md#signing-key)");
});
