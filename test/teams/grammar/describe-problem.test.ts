import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commandReference,
  listCommandsFor,
  listKeywords,
} from "../../../src/teams/grammar/command-reference.js";
import { describeProblem, limitProblem } from "../../../src/teams/grammar/describe-problem.js";
import { isProblem, quoteTyped } from "../../../src/teams/grammar/grammar-problem.js";
import { answer, refuse, type } from "./typed.js";

/** What a requester must never read. */
const SECRET = /risk|insider|id-protection|settings|audit|level/i;

describe("describeProblem", () => {
  test("S2 says what was wrong, what was meant, what is allowed, that nothing changed, and an example", () => {
    expect(answer("settings insider-risk level moderat")).toBe(
      'I do not know the level "moderat" of insider-risk: did you mean "moderate"? ' +
        "levels: minor, moderate, elevated. Nothing was changed. " +
        "Example: settings insider-risk level moderate",
    );
  });

  test("S2 an unknown command is answered with the nearest one and help", () => {
    expect(answer("aprove R-1042 because x")).toBe(
      'I do not know the command "aprove": did you mean "approve"? ' +
        "Write help to see what you can do. Nothing was changed. " +
        "Example: approve R-1042 because I spoke to Riley",
    );
  });

  test("S2 a word that is near to nothing is answered with help", () => {
    expect(answer("xyzzy")).toBe(
      'I do not know the command "xyzzy". ' +
        "Write request to ask for access, or help to see all that you can do. Nothing was changed.",
    );
  });

  test.each([
    ["withdraw R-1042", "cancel"],
    ["reject R-1042 because x", "deny"],
    ["accept R-1042 because x", "approve"],
    ["vacation", "delegate"],
    ["config", "settings"],
    ["escalate R-1042", "requests"],
    ["export", "audit"],
  ])(
    "S2 the everyday word of %j is answered with the command that it means, not carried out",
    (text, meant) => {
      expect(answer(text)).toContain(`did you mean "${meant}"?`);
    },
  );

  test("V1 a requester's word for a command of others is answered with one of his own, or with help", () => {
    expect(describeProblem(refuse("requests x"), [])).toContain('did you mean "status"?');
    expect(describeProblem(refuse("config"), [])).not.toMatch(SECRET);
  });

  test("a question that begins with can is not taken for cancel", () => {
    expect(answer("can I have Finance Data")).not.toContain("cancel");
  });

  test("an empty message is answered with help", () => {
    expect(refuse("<at>Riskgate</at> &nbsp;").reason).toBe("empty");
    expect(answer("")).toContain("or help to see");
  });

  test.each([
    "settings insider-risk level moderat",
    "rsik x",
    "audit",
    "setings",
    "preview",
    "resend",
  ])("V1 a requester who types %j reads of no command that is not his", (text) => {
    const { allowed, nearest, example } = limitProblem(refuse(text), []);
    expect(`${allowed.values} ${nearest} ${example}`).not.toMatch(SECRET);
    expect(describeProblem(refuse(text), [])).toMatch(/^I do not know the command/);
  });

  test("V1 no answer to a requester names a risk, whatever was typed", () => {
    const words = listKeywords(commandReference);
    const line = fc.tuple(
      fc.oneof(fc.constantFrom(...words), fc.stringMatching(/^[a-z]{1,8}$/)),
      fc.array(fc.constantFrom("to", "for", "because", '"', "x", "1042", "off", ","), {
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(line, ([keyword, rest]) => {
        const result = type([keyword, ...rest].join(" "));
        if (!isProblem(result)) return;
        const said = describeProblem(result, []).replaceAll(quoteTyped(result.keyword), "");
        expect(said).not.toMatch(SECRET);
      }),
    );
  });

  test("an auditor reads of the audit commands, and an administrator of all", () => {
    expect(listKeywords(listCommandsFor(["auditor"]))).toContain("audit");
    expect(listKeywords(listCommandsFor(["auditor"]))).not.toContain("settings");
    expect(listKeywords(listCommandsFor(["administrator"]))).toContain("audit");
    expect(describeProblem(refuse("audit"), ["auditor"])).toMatch(/^What to audit is missing/);
    expect(describeProblem(refuse("audit"), ["approver"])).toMatch(/^I do not know/);
  });
});

describe("quoteTyped", () => {
  test("cuts a long word, and takes out what cannot be seen", () => {
    expect(quoteTyped("x".repeat(100))).toBe(`"${"x".repeat(59)}…"`);
    expect(quoteTyped("a\u202e\u200bb\n\nc\u0007")).toBe('"ab c"');
  });
});
