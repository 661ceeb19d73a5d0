import { describe, expect, it } from "vitest";
import { ERASED, erasePersonFrom } from "../../src/approval/erase-person.js";

const RILEY = { id: "riley", displayName: "Riley Chen", userPrincipalName: "riley@contoso" };
const SAM = { id: "sam", displayName: "Sam Okafor", userPrincipalName: "sam@contoso" };
const FORGOTTEN = { id: "riley", displayName: ERASED, userPrincipalName: ERASED };
const TEXTS = {
  justification: "quarterly close",
  draft: "half a sentence",
  riskDetail: "an unfamiliar device",
  reportedBy: "Kwame",
  location: "Reykjavik",
};
const NOTHING = { justification: "", draft: "", riskDetail: "", reportedBy: "", location: "" };

describe("U1 a person is erased from what is kept", () => {
  it("U1 his names go, his id and the names of others stay", () => {
    expect(erasePersonFrom({ target: RILEY, asked: [SAM, RILEY] }, "riley", false)).toEqual({
      target: FORGOTTEN,
      asked: [SAM, FORGOTTEN],
    });
  });

  it("U1 what is his own record loses his names as well", () => {
    expect(erasePersonFrom(RILEY, "riley", true)).toEqual(FORGOTTEN);
  });

  it("U1 only names that are there and are text are replaced", () => {
    expect(erasePersonFrom({ id: "riley" }, "riley", true)).toEqual({ id: "riley" });
    const odd = { id: "riley", displayName: 7, userPrincipalName: null };
    expect(erasePersonFrom(odd, "riley", true)).toEqual(odd);
  });

  it("U1 every free text goes where the value is about him, at every depth", () => {
    const value = { ...TEXTS, stages: [{ ...TEXTS, reading: TEXTS }], state: "denied" };
    expect(erasePersonFrom(value, "riley", true)).toEqual({
      ...NOTHING,
      stages: [{ ...NOTHING, reading: NOTHING }],
      state: "denied",
    });
  });

  it("U1 elsewhere what he wrote as the reviewer goes, and what others wrote stays", () => {
    const byHim = { reviewedBy: RILEY, ...TEXTS, parts: [TEXTS] };
    const byAnother = { reviewedBy: SAM, ...TEXTS };
    expect(erasePersonFrom({ stages: [byHim, byAnother], ...TEXTS }, "riley", false)).toEqual({
      stages: [{ reviewedBy: FORGOTTEN, ...NOTHING, parts: [NOTHING] }, byAnother],
      ...TEXTS,
    });
  });

  it("U1 the rule that named him as an approver loses his name, and other rules keep theirs", () => {
    const namedBy = [
      { rule: { kind: "user", id: "riley" }, label: "Riley Chen" },
      { rule: { kind: "group", id: "soc" }, label: "SOC on call" },
      { rule: { kind: "user", id: "sam" }, label: "Sam Okafor" },
    ];
    expect(erasePersonFrom({ approvers: [{ ...RILEY, namedBy }] }, "riley", false)).toEqual({
      approvers: [
        { ...FORGOTTEN, namedBy: [{ ...namedBy[0], label: ERASED }, ...namedBy.slice(1)] },
      ],
    });
  });

  it("U1 the reason of a pause of his goes, another's stays, and so does what only says why", () => {
    const pause = (by: object) => ({ by, reason: "Riley's cards were wrong", since: 1 });
    const outcome = { reviewedBy: RILEY, reason: "decision", justification: "no" };
    expect(erasePersonFrom([pause(RILEY), pause(SAM), outcome], "riley", false)).toEqual([
      { ...pause(FORGOTTEN), reason: "" },
      pause(SAM),
      { ...outcome, reviewedBy: FORGOTTEN, justification: "" },
    ]);
  });

  it("U1 of his pause only the reason goes, and a rule without a label gets none", () => {
    const pause = { by: RILEY, reason: "Riley's cards were wrong", kind: "everything" };
    const named = { rule: { kind: "user", id: "riley" } };
    expect(erasePersonFrom([pause, named, { ...named, label: 7 }], "riley", false)).toEqual([
      { by: FORGOTTEN, reason: "", kind: "everything" },
      named,
      { ...named, label: 7 },
    ]);
  });

  it("U1 the drafts on his own cards go, those on the cards of others stay", () => {
    const row = (recipient: string) => ({ recipient, copies: [{ draft: "half a sentence" }] });
    expect(erasePersonFrom([row("riley"), row("sam")], "riley", false)).toEqual([
      { recipient: "riley", copies: [{ draft: "" }] },
      row("sam"),
    ]);
  });

  it("U1 a text that is no text, nothing, and a reviewer without an id stay as they are", () => {
    const value = { justification: { text: "kept" }, draft: 7, reviewedBy: null, location: null };
    expect(erasePersonFrom(value, "riley", true)).toEqual(value);
    expect(erasePersonFrom({ reviewedBy: {}, draft: "kept" }, "riley", false)).toEqual({
      reviewedBy: {},
      draft: "kept",
    });
    expect(erasePersonFrom({ reviewedBy: "riley", draft: "kept" }, "riley", false)).toEqual({
      reviewedBy: "riley",
      draft: "kept",
    });
    expect(erasePersonFrom("riley", "riley", true)).toBe("riley");
    expect(erasePersonFrom(undefined, "riley", true)).toBeUndefined();
  });

  it("U1 what it is given is not changed", () => {
    const value = { target: { ...RILEY }, ...TEXTS };
    erasePersonFrom(value, "riley", true);
    expect(value).toEqual({ target: RILEY, ...TEXTS });
  });
});
