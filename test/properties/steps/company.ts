import type { RawSignal } from "../../../src/approval/risk.js";
import type { SettingsEdit } from "../../../src/approval/settings-edit.js";
import {
  ADA,
  COLE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  SOC_GROUP,
  TAYLOR,
} from "../../builders/cast.js";
import type { World } from "../world.js";
import { chooseOpenCase } from "./open-case.js";
import { workOff } from "./send.js";

const SIGNALS: Readonly<Record<string, readonly RawSignal[]>> = {
  idProtection: [
    { kind: "listed", level: "low" },
    { kind: "listed", level: "medium", riskState: "atRisk" },
    { kind: "listed", level: "high" },
    { kind: "listed", level: "high", riskState: "dismissed" },
    { kind: "listed", level: "low", riskState: "confirmedCompromised" },
    { kind: "listed", level: "hidden" },
    { kind: "notListed" },
    { kind: "failed", reason: "refused" },
  ],
  insiderRisk: [
    { kind: "listed", level: "minor" },
    { kind: "listed", level: "elevated" },
    { kind: "notListed" },
    { kind: "failed", reason: "noAnswer" },
  ],
};

/** A risk level changes, or its source stops to answer. */
export async function changeRisk(world: World): Promise<void> {
  const { choices, company } = world;
  const open = choices.chance(0.8) ? await chooseOpenCase(world) : undefined;
  const any = choices.pick(["idProtection", "insiderRisk"] as const);
  const source = open?.stage.source ?? any;
  const who = open?.request.requestor ?? choices.pick([RILEY, TAYLOR, COLE]);
  const signal = choices.pick(SIGNALS[source] ?? []);
  company.levels.set(`${source}/${who.id}`, signal);
  world.tell(`${source} says of ${who.displayName}: ${JSON.stringify(signal)}`);
}

/** Somebody is disabled or leaves the rules that name him, the directory or fulfilment fails, or all is well again. */
export async function changeCompany(world: World): Promise<void> {
  const { choices, company } = world;
  const who = choices.pick([SAM, INGRID, FINN, MORGAN]);
  const change = choices.weighted({
    disable: 2,
    remove: 2,
    back: 3,
    down: 2,
    unfulfilled: 2,
    up: 4,
  });
  world.tell(`company: ${change} ${who.displayName}`);
  if (change === "disable") company.disabled.add(who.id);
  if (change === "remove") company.removed.add(who.id);
  if (change === "back") {
    company.disabled.delete(who.id);
    company.removed.delete(who.id);
  }
  if (change === "down") company.isDirectoryDown = true;
  if (change === "unfulfilled") company.isFulfilmentDown = true;
  if (change === "up") company.heal();
}

const EDITS: readonly (readonly SettingsEdit[])[] = [
  [{ setting: "isApprovalRequired", value: false }],
  [{ setting: "isApprovalRequired", value: true }],
  [{ setting: "reset" }, { setting: "isApprovalRequired", value: true }],
  [{ setting: "durationBeforeEscalation", value: "PT2M" }],
  [{ setting: "durationBeforeAutomaticDenial", value: "PT1H" }],
  [{ setting: "isApproverJustificationRequired", value: false }],
  [{ setting: "whenRiskUnavailable", value: "proceed" }],
  [approvers("primaryApprovers", "remove", { kind: "role", name: "Security Administrator" })],
  [approvers("primaryApprovers", "remove", { kind: "role", name: "Compliance Administrator" })],
  [approvers("primaryApprovers", "add", { kind: "user", id: RILEY.id })],
  [approvers("primaryApprovers", "add", { kind: "user", id: SAM.id })],
  [approvers("fallbackApprovers", "remove", SOC_GROUP as Group)],
  [approvers("fallbackApprovers", "add", { kind: "user", id: SAM.id })],
];

type Group = Extract<typeof SOC_GROUP, { kind: "group" }>;
type ApproverEdit = Extract<SettingsEdit, { action: string }>;

/** An administrator asks for a change of the settings and mostly confirms it; somebody else tries to. */
export async function changeSettings(world: World): Promise<void> {
  const { choices, product } = world;
  const source = choices.pick(["idProtection", "insiderRisk"] as const);
  const edits = choices.pick(EDITS);
  const proposed = await product.proposeSettingsChange(world.context, source, edits, ADA);
  world.tell(`settings of ${source}: ${JSON.stringify(edits)}: ${proposed.ok}`);
  if (!proposed.ok) return;
  await workOff(world, (notice) => (notice.kind === "settingsChangeCard" ? "sent" : undefined));
  const configuration = (await world.store.load("controlConfiguration", source))?.value;
  const row = configuration?.notices.findLast((notice) => notice.kind === "settingsChangeCard");
  const token = row?.copies.at(-1)?.token;
  if (token === undefined || choices.chance(0.2)) return;
  const by = choices.chance(0.85) ? ADA : choices.pick([RILEY, SAM]);
  const click = {
    token,
    personId: by.id,
    conversationId: world.conversationOf(by.id),
    messageId: undefined,
  };
  const act = choices.chance(0.8) ? product.confirmSettingsChange : product.discardSettingsChange;
  const result = await act(world.context, source, click);
  world.tell(`${by.displayName} answers the change: ${result.ok ? "done" : result.code}`);
}

function approvers(
  setting: ApproverEdit["setting"],
  action: ApproverEdit["action"],
  rule: ApproverEdit["rule"],
): ApproverEdit {
  return { setting, action, rule, label: "whoever" };
}
