import { expect, it } from "vitest";
import { hasWords } from "../../../src/teams/cards/timeline-words.js";
import { readSourceFiles } from "../../house/source-files.js";

/** Kinds of events of aggregates that have no timeline. */
const ELSEWHERE =
  /^(settings|person|delegateAppointed|delegationEnded|noticesRevived|digestPlanned|sending|clockConfirmed|restoreConfirmed|insiderRisk)/;
/** What the sources name like an event and is none. */
const NO_EVENTS = new Set([
  "deliveryFailed",
  "handOver",
  "handedOver",
  "noticeCounts",
  "settingsChanged",
]);

it("U1 every kind of event of a request has words of its own", () => {
  const kinds = new Set<string>();
  for (const { path, text } of readSourceFiles("src")) {
    if (!/^src\/(approval|service)\//.test(path)) continue;
    for (const [, kind] of text.matchAll(/\btype: "([a-z]+[A-Z]\w+)"/g)) if (kind) kinds.add(kind);
    for (const [, one, other] of text.matchAll(/type: .*\? "(\w+)" : "(\w+)"/g))
      for (const kind of [one, other]) if (kind) kinds.add(kind);
    for (const [, kind] of text.matchAll(/"(notice[A-Z][a-z]+)"/g)) if (kind) kinds.add(kind);
  }
  expect(kinds.size).toBeGreaterThan(20);
  const silent = [...kinds].filter((kind) => !ELSEWHERE.test(kind) && !NO_EVENTS.has(kind));
  expect(silent.filter((kind) => !hasWords(kind))).toEqual([]);
});
