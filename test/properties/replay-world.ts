import type { ControlSettings, RiskApproverRule } from "../../src/approval/control-settings.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import { openStage } from "../../src/approval/request.js";
import type { RequestSummary } from "../../src/approval/request-summary.js";
import {
  type RawSignal,
  RISK_LEVELS,
  RISK_SOURCES,
  type RiskSource,
} from "../../src/approval/risk.js";
import { seedConfigurations } from "../../src/service/control-snapshot.js";
import type { Intake } from "../../src/service/intake.js";
import { allSummaries } from "../builders/all-summaries.js";
import {
  COLE,
  FINN,
  INGRID,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
  TAYLOR,
} from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import type { Choices } from "./choices.js";
import { EVERYBODY, PACKAGES, REQUESTORS } from "./company.js";
import { product } from "./product.js";
import { workOff } from "./steps/send.js";
import { runClock } from "./steps/time.js";
import { World } from "./world.js";

export type Controls = Record<RiskSource, ControlSettings>;

/** One submission of a history, with what the sources say at that moment and whether the risk stages are denied. */
interface Scripted {
  readonly intake: Intake;
  readonly levels: ReadonlyMap<string, RawSignal>;
  readonly isDenied: boolean;
}

export interface Script {
  readonly submissions: readonly Scripted[];
  readonly disabled: readonly string[];
}

/** Most looks at one request until it has ended. */
const MAX_ROUNDS = 40;

export function chooseScript(choices: Choices): Script {
  const count = 4 + choices.below(8);
  const submissions = Array.from({ length: count }, (_, i) => chooseSubmission(choices, i));
  return { submissions, disabled: EVERYBODY.filter(() => choices.chance(0.1)).map(({ id }) => id) };
}

function chooseSubmission(choices: Choices, number: number): Scripted {
  const requestor = choices.pick(REQUESTORS);
  const target = choices.chance(0.3) ? TAYLOR : requestor;
  const isCallOut = choices.chance(0.4);
  const callOut = {
    requestType: choices.weighted({ userAdd: 3, userRemove: 1 }),
    customExtensionStageInstanceId: "stage-instance",
    callbackUriPath: "https://graph.example/resume",
    stage: "assignmentRequestCreated",
  };
  const levels = RISK_SOURCES.flatMap((source) =>
    [RILEY, TAYLOR, COLE].map(
      ({ id }) => [`${source}/${id}`, chooseSignal(choices, source)] as const,
    ),
  );
  return {
    intake: {
      kind: isCallOut ? "callOut" : "api",
      caller: "caller-1",
      key: `key-${number}`,
      requestorId: requestor.id,
      targetId: target.id,
      accessPackageId: isCallOut
        ? choices.pick(PACKAGES).id
        : choices.pick(["package-1", "package-2"]),
      justification: "Quarterly close",
      ...(isCallOut && { callOut }),
    },
    levels: new Map(levels),
    isDenied: choices.chance(0.15),
  };
}

function chooseSignal(choices: Choices, source: RiskSource): RawSignal {
  const level = choices.pick([...RISK_LEVELS[source], "hidden", "somethingNew"]);
  const kind = choices.weighted({ listed: 6, state: 1, notListed: 2, failed: 1 });
  if (kind === "notListed") return { kind };
  if (kind === "failed") return { kind, reason: choices.pick(["noAnswer", "refused"]) };
  const riskState = choices.pick(["dismissed", "confirmedCompromised", "atRisk"]);
  return { kind: "listed", level, ...(kind === "state" && { riskState }) };
}

const RULES: readonly RiskApproverRule[] = [
  SECURITY_ROLE as RiskApproverRule,
  SOC_GROUP as RiskApproverRule,
  { kind: "role", name: "Compliance Administrator" },
  { kind: "user", id: SAM.id },
  { kind: "user", id: RILEY.id },
  { kind: "user", id: FINN.id },
  { kind: "user", id: INGRID.id },
];

export function chooseSettings(choices: Choices, source: RiskSource): ControlSettings {
  const rules = (probability: number) => RULES.filter(() => choices.chance(probability));
  const levels = RISK_LEVELS[source].filter((level) => level !== "none");
  return {
    ...defaultSettings(source),
    isApprovalRequired: choices.chance(0.75),
    minimumRiskLevel: choices.pick(levels),
    primaryApprovers: rules(0.2),
    fallbackApprovers: rules(0.15),
    durationBeforeEscalation: choices.pick(["PT5M", "PT10M"]),
    durationBeforeAutomaticDenial: choices.pick(["PT20M", "PT30M"]),
    whenRiskUnavailable: choices.pick(["requireApproval", "proceed"]),
  };
}

export interface LivedHistory {
  readonly world: World;
  /** By place in the script. */
  readonly summaries: readonly RequestSummary[];
}

/** Runs a script for real: use cases, core, embedded store and sender, everybody at his chat. */
export async function live(
  script: Script,
  controls: Controls,
  seed: number,
): Promise<LivedHistory> {
  const seeded = {
    ...product,
    seedConfigurations: (context: Parameters<typeof seedConfigurations>[0]) =>
      seedConfigurations(context, controls),
  };
  const world = new World(seeded, seed);
  await world.start();
  for (const who of EVERYBODY) await world.install(who);
  for (const id of script.disabled) world.company.disabled.add(id);
  const ids: string[] = [];
  for (const [i, scripted] of script.submissions.entries()) {
    world.now = NOW + i * 24 * HOUR;
    for (const [key, signal] of scripted.levels) world.company.levels.set(key, signal);
    // Nobody asks for an account that is off (Rule I1); it may be switched off right after.
    const { requestorId, targetId } = scripted.intake;
    const off = [requestorId, targetId].filter((id) => world.company.disabled.delete(id));
    const result = await product.submit(world.context, scripted.intake);
    for (const id of off) world.company.disabled.add(id);
    if (!result.ok) throw new Error(`${scripted.intake.key}: ${result.code}`);
    ids.push(result.request.id);
    await bringToItsEnd(world, result.request.id, scripted.isDenied);
  }
  world.now = NOW + script.submissions.length * 24 * HOUR;
  const known = new Map((await allSummaries(world.store)).map((s) => [s.id, s]));
  return { world, summaries: ids.flatMap((id) => known.get(id) ?? []) };
}

/** The first who is asked decides each stage; a stage that nobody can decide runs out. */
async function bringToItsEnd(world: World, id: string, isDenied: boolean): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await runClock(world);
    await workOff(world, () => "sent");
    const request = (await world.store.load("request", id))?.value;
    if (request?.state !== "pendingApproval") return;
    const open = openStage(request);
    const card = world.chats.cards.findLast(
      (held) => held.requestId === id && held.stage === open?.index,
    );
    const person = EVERYBODY.find((who) => who.id === card?.personId);
    if (card && person) {
      const conversationId = world.conversationOf(person.id);
      const isRisk = open?.stage.source !== undefined;
      await product.decide(world.context, {
        requestId: id,
        reviewResult: isDenied && isRisk ? "Denied" : "Approved",
        person,
        justification: "as agreed",
        via: { kind: "card", token: card.token, conversationId },
      });
      world.now += MINUTE;
      continue;
    }
    world.now = Math.max(world.now + MINUTE, (await world.store.nextDueAt()) ?? 0);
  }
  throw new Error(`${id} does not end`);
}
