import { describe, expect, test } from "vitest";
import type { NoticeInput } from "../../../src/teams/cards/render-notice.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { DAYS, HOURS, NOW, reader } from "./fixtures.js";

/** The end of Tuesday 24 November in the reader's zone; `NOW` is Monday 14:00. */
const MIDNIGHT = NOW + DAYS + 10 * HOURS;

const reminder: NoticeInput = {
  kind: "reminder",
  requestId: "R-1042",
  requestorName: "Riley Chen",
  targetName: "Tom Berg",
  accessPackageName: "Finance Data",
  deadline: "denial",
  dueAt: NOW + 2 * HOURS,
};

describe("a message", () => {
  test("T2 reminds of a request by name, with its deadline and what follows it", () => {
    const { text, summary } = renderNotice(reminder, reader);
    expect(summary).toBe("⏰ R-1042 waits for your decision");
    expect(text).toContain("Riley Chen wants Finance Data for Tom Berg.");
    expect(text).toContain("Please decide by Mon 23 Nov 16:00 (CET), 2 h left.");
    expect(text).toContain("Then it is denied, if nobody has decided.");
    const first = renderNotice({ ...reminder, deadline: "escalation" }, reader).text;
    expect(first).toContain("Then the fallback approvers are asked as well.");
  });

  test.each([
    ["noApprover", "Nobody can decide R-1042", "cancel R-1042 because"],
    ["nobodyReached", "Nobody could be reached about R-1042", "install this app"],
    ["approversUnreadable", "The approvers of R-1042 cannot be read", "Check the permissions"],
    ["handOverFailing", "R-1042 is decided, but cannot be handed over", "Check the permissions"],
  ] as const)(
    "A3 F1 alerts administrators of %s: what happened, what to do",
    (alert, what, todo) => {
      const { text } = renderNotice(
        {
          kind: "alert",
          alert,
          requestId: "R-1042",
          requestorName: "Riley Chen",
          accessPackageName: "Finance Data",
          denialDueAt: NOW + DAYS,
        },
        reader,
      );
      expect(text).toContain(what);
      expect(text).toContain("Riley Chen wants Finance Data.");
      expect(text).toContain(todo);
    },
  );

  test("A5 tells a delegate for whom he decides, and the last day by its last minute", () => {
    const { text } = renderNotice(
      { kind: "delegateAppointed", appointerName: "Ingrid Solberg", until: MIDNIGHT },
      reader,
    );
    expect(text).toContain("You can now decide for Ingrid Solberg");
    expect(text).toContain("until Tue 24 Nov 23:59 (CET)");
  });
});
