import fc from "fast-check";
import type { ParsedCommand } from "../../../src/teams/grammar/parsed-command.js";
import { LEVELS } from "../../../src/teams/grammar/risk-source.js";
import type { SettingChange } from "../../../src/teams/grammar/setting-change.js";
import { RILEY_ARGUMENT, SAM_ARGUMENT } from "./typed.js";

const name = fc
  .array(
    fc.constantFrom("Finance", "Data", "for", "because", "R&D", "O'Brien", "level", "é", ","),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((words) => words.join(" "));
const guid = fc.uuid();
const person = fc.oneof(
  fc.constantFrom(RILEY_ARGUMENT, SAM_ARGUMENT),
  guid.map((value) => ({ by: "id" as const, value })),
  fc.constant({ by: "upn" as const, value: "riley@contoso.example" }),
);
const approver = fc.oneof(
  person,
  fc.record({ by: fc.constantFrom("group" as const, "role" as const), name }),
);
const wanted = fc.oneof(
  name.map((value) => ({ by: "name" as const, value })),
  guid.map((value) => ({ by: "id" as const, value })),
);
const id = fc.integer({ min: 1, max: 999_999 }).map((number) => `R-${number}`);
const justification = fc
  .string({ unit: "grapheme", maxLength: 60 })
  .map((text) => text.replace(/&/g, "+").trim())
  .filter((text) => !/^[:;,]/.test(text));
const day = fc.constantFrom("2026-12-01", "2027-01-31", "today", "tomorrow");
const duration = fc.constantFrom("PT30S", "PT4H", "P2D", "P1DT12H");
const source = fc.constantFrom("idProtection" as const, "insiderRisk" as const);
const isYes = fc.boolean();

function changes(levels: readonly string[]): fc.Arbitrary<readonly SettingChange[]> {
  const change = fc.oneof<fc.Arbitrary<SettingChange>[]>(
    fc.record({
      setting: fc.constantFrom("isApprovalRequired", "isApproverJustificationRequired"),
      value: isYes,
    }),
    fc.record({ setting: fc.constant("minimumRiskLevel"), value: fc.constantFrom(...levels) }),
    fc.record({
      setting: fc.constantFrom("primaryApprovers", "fallbackApprovers"),
      action: fc.constantFrom("add", "remove"),
      approver,
    }),
    fc.record({
      setting: fc.constantFrom("durationBeforeEscalation", "durationBeforeAutomaticDenial"),
      value: duration,
    }),
    fc.record({
      setting: fc.constant("whenRiskUnavailable"),
      value: fc.constantFrom("requireApproval", "proceed"),
    }),
  );
  const several = fc.uniqueArray(change, {
    minLength: 1,
    maxLength: 5,
    selector: ({ setting }) => setting,
  });
  return fc.oneof(several, fc.constant([{ setting: "reset" as const }]));
}

const settings = source.chain((of) => {
  const parts = { source: fc.constant(of), changes: changes(LEVELS[of]) };
  return fc.oneof(
    fc.record({ kind: fc.constant("changeSettings" as const), ...parts }),
    fc.record({ kind: fc.constant("previewSettings" as const), ...parts, last: duration }),
  );
});
const setRisk = source.chain((of) =>
  fc.record({
    kind: fc.constant("setRisk" as const),
    person,
    source: fc.constant(of),
    level: fc.constantFrom("none", ...LEVELS[of]),
  }),
);

/** Every command that can be typed, with arguments of every kind. */
export const anyCommand: fc.Arbitrary<ParsedCommand> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      ...(["help", "requestForm", "requestByText", "statusList", "approvals"] as const),
      ...(["delegateOff", "auditVerify", "deliveries"] as const),
      ...(["showClock", "confirmClock", "showRestore"] as const),
    ),
  }),
  fc.record(
    { kind: fc.constant("request" as const), package: wanted, target: person, justification },
    { requiredKeys: ["kind", "package", "justification"] },
  ),
  fc.record({
    kind: fc.constant("confirmRestore" as const),
    kept: fc.oneof(
      fc.constantFrom("all" as const, "none" as const),
      fc.array(id, { minLength: 1 }),
    ),
  }),
  fc.record({
    kind: fc.constantFrom("status" as const, "resend" as const, "auditRequest" as const),
    id,
  }),
  fc.record({
    kind: fc.constantFrom("cancel" as const, "approve" as const, "deny" as const),
    ...{ id, justification },
  }),
  fc.record(
    { kind: fc.constant("delegateTo" as const), person, until: day },
    { requiredKeys: ["kind", "person"] },
  ),
  fc.record({ kind: fc.constant("showSettings" as const), source }, { requiredKeys: ["kind"] }),
  fc.record({ kind: fc.constantFrom("settingsHistory" as const, "undoSettings" as const), source }),
  fc.record(
    {
      kind: fc.constant("requests" as const),
      scope: fc.constantFrom("open" as const, "all" as const),
      ...{ package: wanted, user: person },
    },
    { requiredKeys: ["kind", "scope"] },
  ),
  fc.record({ kind: fc.constant("insights" as const), last: duration }),
  fc
    .record(
      { kind: fc.constant("auditExport" as const), from: day, to: day },
      { requiredKeys: ["kind"] },
    )
    .filter(({ from, to }) => !(from === "2027-01-31" && to === "2026-12-01")),
  fc.record({ kind: fc.constant("showRisk" as const), person }),
  settings,
  setRisk,
);
