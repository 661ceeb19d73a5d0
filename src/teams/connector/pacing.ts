import type { PacingLimits } from "../limits.js";
import { goesBefore, Lane, type Urgency } from "./lane.js";
import { PriorityHeap } from "./priority-heap.js";
import { SlidingWindows } from "./sliding-windows.js";
import { TokenBucket } from "./token-bucket.js";
import { Wire } from "./wire.js";

export interface PacerOptions {
  /** `off` keeps to one at a time in a conversation, and to nothing else. */
  readonly limits: PacingLimits | "off";
  /** Milliseconds of a clock that does not go backwards. */
  readonly now: () => number;
  /** Calls back once after `delay` milliseconds, unless the returned function was called before. */
  readonly schedule: (callback: () => void, delay: number) => () => void;
}

/** Decides when a send may start, so that Teams does not have to refuse it. */
export interface Pacer {
  /**
   * Runs the task when its conversation and the tenant's budget are free, and settles as it does.
   * In one conversation tasks run strictly one after the other.
   */
  run<T>(conversationId: string, urgency: Urgency, task: () => Promise<T>): Promise<T>;
  /**
   * One request to the connector, mostly within a turn: the turn may have begun a while ago. Leaves in the order of the
   * calls, when it cannot be one too many for Teams.
   */
  leave<T>(request: () => Promise<T>): Promise<T>;
  /**
   * Starts nothing in a conversation for `delay` milliseconds: what Retry-After asks for. To hold
   * the very next task it must be called before the current one ends.
   */
  hold(conversationId: string, delay: number): void;
  /**
   * Another process may have sent until now: the windows of the tenant count as full, and those of each conversation as
   * used by half, for as long as they reach back. What is known of it can be told by `recall`.
   */
  takeOver(): void;
  /** What another process has sent in a conversation: how long ago, in milliseconds. */
  recall(conversationId: string, ages: readonly number[]): void;
  /** Tasks that have not started. */
  queueDepth(): number;
  /** Conversations that are remembered. */
  laneCount(): number;
}

/** Says that a lane's head could start; worthless as soon as the lane has another head. */
interface Offer {
  readonly urgency: Urgency;
  readonly order: number;
  readonly lane: Lane;
}

interface Block {
  readonly lane: Lane;
  readonly until: number;
}

/** So many have begun and wait until they can leave; with more of them nothing is begun. */
const MOST_AT_THE_WIRE = 5;
const UNLIMITED = Number.POSITIVE_INFINITY;
const NO_LIMITS: Omit<PacingLimits, "wire"> & { readonly wire?: undefined } = {
  conversation: [],
  tenant: [],
  flow: { perSecond: UNLIMITED, burst: UNLIMITED },
};

/** Memory is bounded by what waits and by the conversations of the longest window (1 hour). */
export function createPacer(options: PacerOptions): Pacer {
  return new LanePacer(options);
}

class LanePacer implements Pacer {
  readonly #options: PacerOptions;
  readonly #limits: PacingLimits | typeof NO_LIMITS;
  readonly #tenant: SlidingWindows;
  readonly #flow: TokenBucket;
  readonly #wire: Wire;
  /** The lane used longest ago comes first. */
  readonly #lanes = new Map<string, Lane>();
  readonly #ready = new PriorityHeap<Offer>(goesBefore);
  readonly #blocked = new PriorityHeap<Block>((one, other) => one.until < other.until);
  #tookOverAt: number | undefined;
  #arrivals = 0;
  #depth = 0;
  #wake: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#limits = options.limits === "off" ? NO_LIMITS : options.limits;
    this.#tenant = new SlidingWindows(this.#limits.tenant);
    this.#flow = new TokenBucket(this.#limits.flow, options.now());
    this.#wire = new Wire({
      ...{ now: options.now, schedule: options.schedule, limit: this.#limits.wire },
      onLeave: () => this.#startWhatMay(),
    });
  }

  run<T>(conversationId: string, urgency: Urgency, task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const lane = this.#laneOf(conversationId);
      const start = async () => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      };
      const waiting = { urgency, order: this.#arrivals++, start };
      lane.add(waiting);
      this.#depth += 1;
      if (lane.head() === waiting) this.#offerHead(lane, this.#options.now());
      this.#startWhatMay();
    });
  }

  leave<T>(request: () => Promise<T>): Promise<T> {
    return this.#wire.run(request);
  }

  hold(conversationId: string, delay: number): void {
    this.#laneOf(conversationId).holdUntil(this.#options.now() + delay);
  }

  takeOver(): void {
    const time = this.#options.now();
    this.#tookOverAt = time;
    this.#tenant.fill(time);
    this.#flow.drain(time);
    this.#wire.takeOver();
    for (const lane of this.#lanes.values()) lane.takeOver(time);
  }

  recall(conversationId: string, ages: readonly number[]): void {
    const time = this.#options.now();
    if (ages.length > 0) this.#laneOf(conversationId).recall(ages.map((age) => time - age));
  }

  queueDepth(): number {
    return this.#depth;
  }

  laneCount(): number {
    return this.#lanes.size;
  }

  #laneOf(conversationId: string): Lane {
    const known = this.#lanes.get(conversationId);
    if (known) return known;
    const lane = new Lane(conversationId, this.#limits.conversation);
    if (this.#tookOverAt !== undefined) lane.takeOver(this.#tookOverAt);
    this.#lanes.set(conversationId, lane);
    return lane;
  }

  #offerHead(lane: Lane, time: number): void {
    const head = lane.head();
    if (!head || lane.isBusy) return;
    const until = lane.nextFree();
    if (until > time) this.#blocked.push({ lane, until });
    else this.#ready.push({ urgency: head.urgency, order: head.order, lane });
  }

  #startWhatMay(): void {
    const time = this.#options.now();
    for (let block = this.#blocked.peek(); block && block.until <= time; ) {
      this.#blocked.pop();
      this.#offerHead(block.lane, time);
      block = this.#blocked.peek();
    }
    for (let offer = this.#ready.peek(); offer; offer = this.#ready.peek()) {
      const { lane, order } = offer;
      const isStale = lane.isBusy || lane.head()?.order !== order;
      if (isStale || lane.nextFree() > time) {
        this.#ready.pop();
        if (!isStale) this.#offerHead(lane, time);
        continue;
      }
      // What has begun and cannot leave yet is not let grow: it goes in the order of its begin, not of its urgency.
      if (this.#wire.waiting() >= MOST_AT_THE_WIRE) return;
      const free = Math.max(this.#tenant.nextFree(), this.#flow.nextFree(time));
      if (free > time) {
        this.#wakeAt(free, time);
        return;
      }
      this.#ready.pop();
      this.#start(lane, time);
    }
    this.#wakeAt(this.#blocked.peek()?.until, time);
  }

  #start(lane: Lane, time: number): void {
    const waiting = lane.take();
    if (!waiting) return;
    lane.isBusy = true;
    this.#depth -= 1;
    this.#tenant.record(time);
    this.#flow.take(time);
    void waiting.start().then(() => this.#finish(lane));
  }

  #finish(lane: Lane): void {
    const time = this.#options.now();
    lane.isBusy = false;
    lane.recordSend(time);
    this.#lanes.delete(lane.conversationId);
    this.#lanes.set(lane.conversationId, lane);
    this.#offerHead(lane, time);
    this.#forgetIdleLanes(time);
    this.#startWhatMay();
  }

  #forgetIdleLanes(time: number): void {
    for (const [conversationId, lane] of this.#lanes) {
      if (!lane.isForgettable(time)) return;
      this.#lanes.delete(conversationId);
    }
  }

  #wakeAt(at: number | undefined, time: number): void {
    if (this.#wake?.at === at) return;
    this.#wake?.cancel();
    this.#wake = undefined;
    if (at === undefined) return;
    const wake = () => {
      this.#wake = undefined;
      this.#startWhatMay();
    };
    this.#wake = { at, cancel: this.#options.schedule(wake, at - time) };
  }
}
