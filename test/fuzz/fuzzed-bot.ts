import { randomUUID } from "node:crypto";
import type { AggregateKind, Commit } from "../../src/service/ports/store.js";
import type { ShownMessage } from "../connector/conversations.js";
import { approvalCard } from "../story/chat-reading.js";
import { asTenant, RunningBot } from "../story/running-bot.js";
import { Variation } from "../story/tenant-variations.js";
import type { Json } from "./hostile-json.js";

/** Stored by somebody, whoever that was. */
interface StoredChange {
  readonly kind: AggregateKind;
  readonly id: string;
  /** Of a request: who asked for it. */
  readonly requestorId: string | undefined;
}

export interface FuzzAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * The demo company with days for a decision, so that no deadline changes anything while cases run. Nadia administers and
 * decides nothing, Tomas is asked beside Sam.
 */
function patientTenant() {
  const variation = new Variation()
    .role("Security Administrator", "sam", "ada", "tomas")
    .role("Identity Governance Administrator", "ada", "nadia");
  const { file } = variation;
  const { idProtection, insiderRisk } = file.controlConfigurations;
  for (const settings of [idProtection, insiderRisk])
    Object.assign(settings, {
      durationBeforeEscalation: "P2D",
      durationBeforeAutomaticDenial: "P4D",
    });
  return asTenant(file);
}

/** Refusals by the rules of a decision, and not by who somebody is. */
const OF_A_DECISION: ReadonlySet<string> = new Set([
  "notFound",
  "alreadySettled",
  "alreadyEnded",
  "tooLate",
  "justificationRequired",
  "textTooLong",
  "noLongerApprover",
  "approverUnreadable",
  "staleCard",
]);

/** How far into the bot an activity came. */
export interface Reached {
  /** The directory knows who sent it. */
  isKnown: boolean;
  /** What the rules of a decision said. */
  readonly decisions: string[];
}

/**
 * A whole bot in which Riley's request waits for Sam, and which tells every change that is stored and how far everything
 * came. Tomas was asked as Sam was, and has lost his role since.
 */
export class FuzzedBot {
  readonly changes: StoredChange[] = [];
  reached: Reached = { isKnown: false, decisions: [] };

  private constructor(
    readonly bot: RunningBot,
    /** The cards with which the request can be decided. */
    readonly cards: { readonly sam: ShownMessage; readonly tomas: ShownMessage },
  ) {}

  static async start(): Promise<FuzzedBot> {
    const lost = new Set<string>();
    const bot = await RunningBot.start({
      tenant: patientTenant(),
      people: (real) => ({
        ...real,
        resolve: async (rule, requestorId) =>
          (await real.resolve(rule, requestorId)).filter(({ id }) => !lost.has(id)),
        hasRole: async (id, name) => !lost.has(id) && real.hasRole(id, name),
      }),
    });
    const [riley, sam, tomas] = await bot.installed("riley", "sam", "tomas", "ada", "leo", "nadia");
    await riley.say('request "Finance Data" because quarterly close');
    const cards = { sam: await approvalCard(sam), tomas: await approvalCard(tomas) };
    await bot.quiet();
    lost.add(tomas.objectId);
    const fuzzed = new FuzzedBot(bot, cards);
    fuzzed.#watch();
    return fuzzed;
  }

  /** A case begins: nothing has changed, nothing is reached. */
  begin(): void {
    this.changes.length = 0;
    this.reached = { isKnown: false, decisions: [] };
  }

  #watch(): void {
    const { store, people, figures } = this.bot.riskgate.context;
    // What somebody may do is asked about whoever the directory knows.
    const hasRole = people.hasRole.bind(people);
    people.hasRole = (id, name) => {
      this.reached.isKnown = true;
      return hasRole(id, name);
    };
    for (const told of ["decided", "refused"] as const) {
      const tell = figures[told].bind(figures);
      figures[told] = (what) => {
        if (told === "decided" || OF_A_DECISION.has(what)) this.reached.decisions.push(what);
        tell(what);
      };
    }
    const commit = store.commit.bind(store);
    store.commit = async <K extends AggregateKind>(wanted: Commit<K>) => {
      const result = await commit(wanted);
      const { kind, id, value } = wanted;
      const requestorId = "requestor" in value ? value.requestor.id : undefined;
      this.changes.push({ kind, id, requestorId });
      return result;
    };
  }

  /** What was stored that is not this person's own: his record, or a request that he made while cases ran. */
  foreignChanges(personId: string): readonly StoredChange[] {
    return this.changes.filter(({ kind, id, requestorId }) => {
      if (kind === "person") return id !== personId;
      return requestorId !== personId || id === "R-1001";
    });
  }

  /** An activity as Teams frames it, from the 1:1 chat of whoever sends it unless another is claimed. */
  frame(objectId: string, name: string, chatOf = objectId): { [key: string]: Json } {
    const { tenantId } = this.bot.tenant;
    return {
      id: randomUUID(),
      type: "message",
      channelId: "msteams",
      serviceUrl: this.bot.connector.serviceUrl,
      from: { id: `29:${objectId}`, name, aadObjectId: objectId },
      conversation: { id: `a:${chatOf}`, conversationType: "personal", tenantId },
      recipient: { id: "28:00000000-0000-0000-0000-0000000000b0", name: "Riskgate" },
      locale: "en-US",
      entities: [
        { type: "clientInfo", locale: "en-US", platform: "Web", timezone: "Europe/Berlin" },
      ],
      channelData: { tenant: { id: tenantId } },
    };
  }

  async post(activity: Json): Promise<FuzzAnswer> {
    const response = await fetch(`${this.bot.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(activity),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Faults that nobody caught where they belong. */
  faults(): readonly string[] {
    const isFault = (line: string) =>
      /"level":"(error|fatal)"/.test(line) && !line.includes('"during":"receive"');
    return this.bot.logLines.filter(isFault);
  }
}
