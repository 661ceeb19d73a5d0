import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wordsHandedIn } from "../story/log-leaks.js";
import { companyWith, riskyPeople } from "./risky-company.js";
import { WatchedLog } from "./watched-log.js";

it("V3 the watch over the log of a process finds people, their words and what was handed in, in lines that come in pieces", () => {
  const file = join(tmpdir(), `riskgate-watched-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(companyWith(riskyPeople(3))));
  const log = new WatchedLog();
  log.forbidPeopleOf(file);
  log.forbidWords(
    wordsHandedIn({ justification: "Quarterly close", requestor: { objectId: "x" } }),
  );
  const read = log.reader();
  for (const part of ['{"level":"info","msg":"Per', 'son 2"}\n{"level":"info",', '"msg":"fine"}\n'])
    read(Buffer.from(part));
  expect(log.leaks()).toEqual(['Person 2: {"level":"info","msg":"Person 2"}']);
  read(Buffer.from('{"level":"warn","why":"Quarterly close"}\n'));
  expect(log.leaks()).toHaveLength(2);
});

it("V3 what is handed in over HTTP is watched by the fields that hold words", () => {
  expect(
    wordsHandedIn({
      id: "not a word of people",
      justification: "for the close",
      subject: { displayName: "Riley Chen" },
      answers: [{ value: "because of the audit" }],
    }),
  ).toEqual(["for the close", "Riley Chen", "because of the audit"]);
});
