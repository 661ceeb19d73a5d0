import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Person } from "../../src/approval/approver.js";
import type { ControlConfiguration } from "../../src/approval/control-configuration.js";
import { currentCopy, type Notice } from "../../src/approval/notice.js";
import type { RiskSource } from "../../src/approval/risk.js";
import { createLocalPeople } from "../../src/local/local-people.js";
import { isTenantProblems, readTenant } from "../../src/local/tenant.js";
import type { Context } from "../../src/service/context.js";
import { loadConfiguration } from "../../src/service/control-snapshot.js";
import { beginNotice, recordSend } from "../../src/service/ledger.js";
import { DirectoryUnavailableError, type People } from "../../src/service/ports/people.js";
import { proposeSettingsChange } from "../../src/service/settings-propose.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { person } from "../builders/request.js";

export const NOW = Date.parse("2025-03-10T09:00:00Z");
export const ADA = person(1, "Ada Byron");
export const BEN = person(2, "Ben Noor");
export const CLEO = person(3, "Cleo Marsh");
export const SAM = person(4, "Sam Okafor");
export const INGRID = person(5, "Ingrid Berg");
export const GONE = person(6, "Gil Gone");
export const CROWD = Array.from({ length: 60 }, (_, i) => person(100 + i));
export const SOC = "00000000-0000-4000-9000-000000000001";
export const CROWD_GROUP = "00000000-0000-4000-9000-000000000002";

/** The embedded store in a folder of its own, a directory from a tenant file, and a clock to set. */
export interface SettingsWorld {
  readonly context: Context;
  /** Whoever asks the directory while it is down gets no answer. */
  directory: { isDown: boolean; administrators: readonly Person[]; onCall: readonly Person[] };
  now: number;
  configuration(source?: RiskSource): Promise<ControlConfiguration>;
  /** Sends the cards that are pending, as the sender does; returns the newest one of a person. */
  deliverTo(who: Person, source?: RiskSource): Promise<Notice>;
  events(type?: string): Promise<readonly { type: string; details: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export function conversationOf(who: Person): string {
  return `chat-${who.id}`;
}

export async function openSettingsWorld(): Promise<SettingsWorld> {
  const clock = { now: NOW };
  const folder = mkdtempSync(join(tmpdir(), "riskgate-settings-"));
  const store = await openEmbeddedStore({
    folder,
    tenantId: "tenant-1",
    clock: () => clock.now,
  });
  const directory: SettingsWorld["directory"] = {
    isDown: false,
    administrators: [ADA, BEN, CLEO],
    onCall: [SAM, INGRID],
  };
  const figures = { decided() {}, refused() {}, sent() {}, late() {}, committed() {} };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const context = {
    tenantId: "tenant-1",
    store,
    auditTrail: store.auditTrail,
    people: withSwitch(directory),
    figures,
    log,
    newToken: () => randomBytes(16).toString("hex"),
  } as unknown as Context;
  const world: SettingsWorld = {
    context,
    directory,
    get now() {
      return clock.now;
    },
    set now(instant) {
      clock.now = instant;
    },
    configuration: (source = "idProtection") => loadConfiguration(context, source),
    deliverTo: (who, source = "idProtection") => deliverTo(world, who, source),
    events: async (type) => {
      const events = await store.events("controlConfiguration", "idProtection");
      return events.filter((event) => type === undefined || event.type === type);
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** Proposes a change of the settings of ID Protection and gives the notice with its card. */
export async function proposeTo(
  world: SettingsWorld,
  who: Person,
  wish: Parameters<typeof proposeSettingsChange>[2],
): Promise<Notice> {
  const proposed = await proposeSettingsChange(world.context, "idProtection", wish, who);
  if (!proposed.ok) throw new Error(`the change was refused: ${JSON.stringify(proposed)}`);
  return world.deliverTo(who);
}

/** A click on the card of a proposed change, as Teams tells of it. */
export const clickOf = (who: Person, notice: Notice, token = currentCopy(notice)?.token ?? "") => ({
  token,
  personId: who.id,
  conversationId: conversationOf(who),
  messageId: `message-idProtection-${notice.number}`,
});

async function deliverTo(world: SettingsWorld, who: Person, source: RiskSource): Promise<Notice> {
  const { context } = world;
  const ref = { kind: "controlConfiguration" as const, id: source };
  const isHis = ({ kind, recipient }: Notice) => {
    return kind === "settingsChangeCard" && recipient === who.id;
  };
  for (const row of (await world.configuration(source)).notices.filter(isHis)) {
    const { number, state } = row;
    if (state !== "pending") continue;
    const begun = await beginNotice(context, ref, number);
    if (!begun) continue;
    const sent = { token: begun.token, revision: begun.notice.revision };
    const at = { conversationId: conversationOf(who), activityId: `message-${source}-${number}` };
    await recordSend(context, ref, number, sent, { kind: "sent", ...at });
  }
  const rows = (await world.configuration(source)).notices;
  const newest = rows.findLast(isHis);
  if (!newest) throw new Error(`nothing was sent to ${who.displayName}`);
  return newest;
}

/** The directory of the local tenant; the holders of the administrator role can be changed, and it can be down. */
function withSwitch(directory: SettingsWorld["directory"]): People {
  let known = { ...directory };
  let people = createLocalPeople(readTenantWith(known));
  return new Proxy({} as People, {
    get:
      (_, method: keyof People) =>
      (...args: unknown[]) => {
        if (directory.isDown) return Promise.reject(new DirectoryUnavailableError("down"));
        const { administrators, onCall } = directory;
        if (known.administrators !== administrators || known.onCall !== onCall) {
          known = { ...directory };
          people = createLocalPeople(readTenantWith(known));
        }
        return (people[method] as (...all: unknown[]) => unknown)(...args);
      },
  });
}

function readTenantWith({ administrators, onCall }: SettingsWorld["directory"]) {
  const everybody = [ADA, BEN, CLEO, SAM, INGRID, GONE, ...CROWD];
  const ids = (people: readonly Person[]) => people.map(({ id }) => id);
  const tenant = readTenant({
    tenantId: "11111111-1111-4111-8111-111111111111",
    users: everybody.map((user) => ({ ...user, accountEnabled: user.id !== GONE.id })),
    groups: [
      { id: SOC, displayName: "SOC on call", memberIds: ids(onCall) },
      { id: CROWD_GROUP, displayName: "Everybody", memberIds: ids(CROWD) },
    ],
    directoryRoles: [
      { displayName: "Security Administrator", memberIds: ids([SAM]) },
      { displayName: "Compliance Administrator", memberIds: ids([INGRID]) },
      { displayName: "Identity Governance Administrator", memberIds: ids(administrators) },
    ],
    accessPackages: [],
    riskyUsers: [],
    insiderRiskLevels: [],
    controlConfigurations: { idProtection: {}, insiderRisk: {} },
  });
  if (isTenantProblems(tenant)) throw new Error(JSON.stringify(tenant.problems));
  return tenant;
}
