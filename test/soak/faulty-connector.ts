import { answers, type Behaviour } from "../connector/behaviours.js";
import type { RouteName } from "../connector/connector-routes.js";
import type { ConnectorStandIn, RecordedRequest } from "../connector/connector-stand-in.js";

type Certainty = "certain" | "uncertain";

const SENT: readonly RouteName[] = ["post", "update"];
const ANY: readonly RouteName[] = [...SENT, "createConversation"];

/**
 * Faults of Teams, how often of all requests of these kinds, and whether the bot knows that nothing was stored. Whoever is
 * refused with 403 counts as out of reach until he writes or clicks again; a hang takes as long as the bot waits.
 */
const FAULTS: readonly (readonly [string, Behaviour, readonly RouteName[], number, Certainty])[] = [
  ["429 with Retry-After", answers.throttled(1), ANY, 0.02, "certain"],
  ["429", answers.throttled(), ANY, 0.01, "certain"],
  ["412", answers.busy(), ANY, 0.01, "certain"],
  ["502", answers.broken(502), ANY, 0.01, "certain"],
  ["503", answers.broken(503), ANY, 0.01, "certain"],
  ["504", answers.broken(504), ANY, 0.01, "certain"],
  ["slow answer", answers.slow(800), ANY, 0.02, "certain"],
  [
    "403 not in the roster",
    answers.forbidden("BotNotInConversationRoster"),
    SENT,
    0.003,
    "certain",
  ],
  ["403 bad argument", answers.forbidden("BadArgument"), ANY, 0.003, "certain"],
  ["403 not enough permissions", answers.forbidden("NotEnoughPermissions"), SENT, 0.003, "certain"],
  [
    "403 forbidden operation",
    answers.forbidden("ForbiddenOperationException"),
    SENT,
    0.003,
    "certain",
  ],
  ["403 wrong cloud", answers.forbidden("InvalidBotApiHost"), SENT, 0.003, "certain"],
  [
    "403 blocked by the person",
    answers.blocked("ConversationBlockedByUser"),
    SENT,
    0.003,
    "certain",
  ],
  ["403 disabled by the tenant", answers.blocked("BotDisabledByAdmin"), SENT, 0.003, "certain"],
  ["403 writes are blocked", answers.blocked("MessageWritesBlocked"), SENT, 0.003, "certain"],
  ["404 no such chat", answers.conversationGone(), SENT, 0.01, "certain"],
  ["404 no such message", answers.activityGone(), ["update"], 0.01, "certain"],
  ["500", answers.broken(500), SENT, 0.01, "uncertain"],
  ["500 after storing", answers.broken(500, true), SENT, 0.01, "uncertain"],
  ["reset", answers.reset(), SENT, 0.01, "uncertain"],
  ["reset after storing", answers.reset(true), SENT, 0.01, "uncertain"],
  ["hang", answers.hang(), SENT, 0.005, "uncertain"],
  ["hang after storing", answers.hang(true), SENT, 0.005, "uncertain"],
];

/** Lets a connector misbehave at random. */
export class FaultyConnector {
  readonly injected = new Map<string, number>();
  readonly #ends = new Map<Certainty, (() => void)[]>();

  constructor(connector: ConnectorStandIn, random: () => number) {
    for (const [name, behaviour, routes, share, kind] of FAULTS) {
      const isHit = ({ name: route }: RecordedRequest): boolean => {
        const isMeant = routes.includes(route) && random() < share;
        if (isMeant) this.injected.set(name, (this.injected.get(name) ?? 0) + 1);
        return isMeant;
      };
      const ends = this.#ends.get(kind) ?? [];
      this.#ends.set(kind, [...ends, connector.script(isHit, behaviour)]);
    }
  }

  /** Faults of this kind end. A message of unknown fate needs a minute to heal. */
  calm(kind: Certainty): void {
    for (const end of this.#ends.get(kind) ?? []) end();
  }

  /** Faults that never happened: with so few requests nothing was learnt of them. */
  get missing(): readonly string[] {
    return FAULTS.map(([name]) => name).filter((name) => !this.injected.has(name));
  }

  get count(): number {
    return [...this.injected.values()].reduce((sum, times) => sum + times, 0);
  }
}
