import { isUpdateOwed, type Notice } from "../../../src/approval/notice.js";
import type { AggregateRef } from "../../../src/service/ports/store.js";
import { PastLockout } from "../../../src/teams/sender/past-lockout.js";
import { PauseGate } from "../../../src/teams/sender/pause-gate.js";
import type { RowParts } from "../../../src/teams/sender/row-parts.js";
import { TeamsAccess } from "../../../src/teams/sender/teams-access.js";
import type { Fate } from "../chats.js";
import type { World } from "../world.js";

const FATES: Readonly<Record<Fate, number>> = {
  sent: 30,
  sentWithoutId: 1,
  throttled: 2,
  busy: 2,
  unreachable: 3,
  gone: 2,
  rejected: 2,
  unknownArrived: 2,
  unknownLost: 2,
  diesArrived: 1,
  diesLost: 1,
};

/** The sender works off some of what may be sent now; all of it reaches its chat on a good day. */
export async function sendSome(world: World): Promise<void> {
  const isGoodDay = world.choices.chance(0.6);
  const isBadDay = !isGoodDay && world.choices.chance(0.3);
  const share = world.choices.chance(0.7) ? 1 : 0.5;
  await workOff(world, () => {
    if (!world.choices.chance(share)) return undefined;
    if (isGoodDay) return "sent";
    return isBadDay ? "unreachable" : world.choices.weighted(FATES);
  });
}

/**
 * Starts every row that is due, as the sender's loop does, each with the fate that is chosen for it; undefined leaves it
 * for another time. Returns how many were started.
 */
export async function workOff(
  world: World,
  choose: (notice: Notice) => Fate | undefined,
): Promise<number> {
  const { store } = world;
  const now = store.now();
  const isAtOnce = world.choices.chance(0.25);
  const sends: Promise<unknown>[] = [];
  const fates: string[] = [];
  for (const ref of await store.sendable(now, 100)) {
    const value = (await store.load(ref.kind, ref.id))?.value;
    for (const notice of value?.notices ?? []) {
      const isDue = (notice.state === "pending" || isUpdateOwed(notice)) && notice.notBefore <= now;
      const fate = isDue ? choose(notice) : undefined;
      if (!fate) continue;
      fates.push(`${ref.id.slice(-6)}#${notice.number} ${notice.kind} ${fate}`);
      const send = handleRow(world, ref, notice, fate);
      sends.push(send);
      // Rows of one request that are sent at once lose many a compare-and-swap to each other: that takes its time.
      if (!isAtOnce) await Promise.allSettled([send]);
    }
  }
  if (fates.length > 0) world.tell(`send ${fates.join(", ")}`);
  const broken = await Promise.allSettled(sends);
  for (const result of broken) {
    const isExpected = result.status === "fulfilled" || !isRuleBroken(result.reason);
    if (!isExpected) throw result.reason;
  }
  return sends.length;
}

/** What the sender's loop does with one row. */
async function handleRow(
  world: World,
  ref: AggregateRef,
  notice: Notice,
  fate: Fate,
): Promise<void> {
  const { product, context, life } = world;
  const person = (await context.store.load("person", notice.recipient))?.value;
  const conversation = person?.conversation;
  if (notice.state === "pending" && !(person?.isInstalled && conversation)) {
    return product.recordUnreachable(context, ref, notice.number, "the bot is not installed");
  }
  if (!conversation) {
    const outcome = { kind: "unreachable", reason: "no conversation is known" } as const;
    return product.recordUpdate(context, ref, notice.number, notice.revision, outcome);
  }
  const parts: RowParts = {
    context,
    poster: world.chats.poster(ref, notice.number, fate, life),
    pacer: {
      ...{ run: (_, __, task) => task(), hold() {}, takeOver() {}, recall() {} },
      ...{ leave: (request) => request() },
      ...{ queueDepth: () => 0, laneCount: () => 0 },
    },
    reach: { saw() {} },
    access: new TeamsAccess(() => context.store.now()),
    pastLockout: new PastLockout(),
    gate: new PauseGate(context),
  };
  const address = { tenantId: context.tenantId, ...conversation };
  await (notice.state === "pending"
    ? product.postNotice(parts, ref, notice.number, address)
    : product.updateNotice(parts, ref, notice.number, address, (task) => task()));
}

function isRuleBroken(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "RuleBrokenError";
}
