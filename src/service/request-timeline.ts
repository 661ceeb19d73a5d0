import { AnchorBook } from "../audit/anchor-book.js";
import type { ChainedEvent } from "../audit/chained-event.js";
import { checkTrail } from "../audit/check-trail.js";
import { TrailProblems } from "../audit/trail-problem.js";
import { type AuditReader, readableTexts, withheldFrom } from "./audit-reader.js";
import type { Context } from "./context.js";
import { Pauses } from "./pauses.js";

/** One event as a person reads it: people by name, and no evidence that he may not see (Rule V4). */
export interface TimelineEntry {
  readonly event: ChainedEvent;
  /** Empty when its evidence is for others. */
  readonly details: ChainedEvent["details"];
  /** Text of people, by name; erased text is missing. */
  readonly texts: Readonly<Record<string, string>>;
  readonly isWithheld: boolean;
  /** Something that was written is for others. */
  readonly isTextWithheld: boolean;
}

export interface RequestTimeline {
  readonly requestId: string;
  readonly requestorName: string;
  readonly targetName: string;
  readonly accessPackageName: string;
  /** Oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** `idProtection`, `insiderRisk` or `policy`, by stage. */
  readonly stageKinds: readonly string[];
  /** Names by object id, as the directory knows them now. */
  readonly names: ReadonlyMap<string, string>;
  /** What does not fit in this chain; empty when it is whole. */
  readonly problems: readonly string[];
}

/** The trail of one request; undefined for an unknown one and for the reader's own (Rule V4). */
export async function requestTimeline(
  context: Context,
  reader: AuditReader,
  id: string,
): Promise<RequestTimeline | undefined> {
  const [kept, request] = await Promise.all([
    context.auditTrail.trail("request", id),
    context.store.load("request", id).catch(() => undefined),
  ]);
  if (!kept || !request || kept.concerned.includes(reader.personId)) return undefined;
  const problems = await checkOne(context, kept);
  const entries = kept.events.map((event): TimelineEntry => {
    const isWithheld = withheldFrom(reader, event) !== undefined;
    const stored = kept.personal[event.sequence] ?? {};
    const readable = readableTexts(reader, event, stored);
    return {
      event,
      details: isWithheld ? {} : event.details,
      texts: Object.fromEntries(Object.entries(readable).map(([name, { text }]) => [name, text])),
      isWithheld,
      isTextWithheld: Object.keys(readable).length < Object.keys(stored).length,
    };
  });
  const { requestor, target, accessPackage } = request.value;
  return {
    requestId: id,
    requestorName: requestor.displayName,
    targetName: target.displayName,
    accessPackageName: accessPackage.displayName,
    entries,
    stageKinds: request.value.stages.map((stage) => stage.source ?? "policy"),
    names: await namesOf(context, kept.events),
    problems,
  };
}

const ANY_TIME = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

type Kept = NonNullable<Awaited<ReturnType<Context["auditTrail"]["trail"]>>>;

/** Everything that was read is committed, and so has its anchor now, unless none can be written. */
async function checkOne(context: Context, kept: Kept): Promise<readonly string[]> {
  const isAnchored = await context.auditTrail.anchor().then(
    () => true,
    () => false,
  );
  const logProblems = new TrailProblems();
  const book = new AnchorBook(context.auditTrail.publicKey, logProblems);
  const pauses = new Pauses();
  for await (const line of context.auditTrail.anchors()) {
    if (line.includes(`"${kept.aggregate}"`)) book.add(line);
    await pauses.give();
  }
  const problems = new TrailProblems();
  checkTrail(kept, book.get(kept.aggregate), isAnchored ? undefined : ANY_TIME, problems);
  return problems.named.map(({ place, what }) => `${place}: ${what}.`);
}

const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOST_NAMES = 200;

async function namesOf(
  { people }: Context,
  events: readonly ChainedEvent[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set<string>();
  for (const event of events) collectIds([event.actor, event.details], ids);
  const names = new Map<string, string>();
  for (const id of [...ids].slice(0, MOST_NAMES)) {
    const person = await people.byId(id).catch(() => undefined);
    if (person) names.set(id, person.displayName);
  }
  return names;
}

function collectIds(value: unknown, ids: Set<string>): void {
  if (typeof value === "string" && OBJECT_ID.test(value)) ids.add(value);
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) collectIds(inner, ids);
}
