import { randomUUID } from "node:crypto";
import type { AggregateKind, Commit } from "../../src/service/ports/store.js";
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

/** The demo company with days for a decision, so that no deadline changes anything while cases run. */
function patientTenant() {
  const { file } = new Variation();
  const { idProtection, insiderRisk } = file.controlConfigurations;
  for (const settings of [idProtection, insiderRisk])
    Object.assign(settings, {
      durationBeforeEscalation: "P2D",
      durationBeforeAutomaticDenial: "P4D",
    });
  return asTenant(file);
}

/** A whole bot in which Riley's request waits for Sam, and which tells every change that is stored. */
export class FuzzedBot {
  readonly changes: StoredChange[] = [];

  private constructor(readonly bot: RunningBot) {}

  static async start(): Promise<FuzzedBot> {
    const bot = await RunningBot.start({ tenant: patientTenant() });
    const fuzzed = new FuzzedBot(bot);
    const [riley, sam] = await bot.installed("riley", "sam", "ada", "leo");
    await riley.say('request "Finance Data" because quarterly close');
    await bot.quiet();
    if (!sam.messageWith("approve")) await bot.quiet();
    fuzzed.#watch();
    return fuzzed;
  }

  #watch(): void {
    const { store } = this.bot.riskgate.context;
    const commit = store.commit.bind(store);
    store.commit = async <K extends AggregateKind>(wanted: Commit<K>) => {
      const result = await commit(wanted);
      const { kind, id, value } = wanted;
      const requestorId = "requestor" in value ? value.requestor.id : undefined;
      this.changes.push({ kind, id, requestorId });
      return result;
    };
  }

  /** What was stored that is not this person's own: his record, or a request that he made. */
  foreignChanges(personId: string): readonly StoredChange[] {
    return this.changes.filter(({ kind, id, requestorId }) =>
      kind === "person" ? id !== personId : requestorId !== personId,
    );
  }

  /** An activity as Teams frames it. */
  frame(objectId: string, name: string): { [key: string]: Json } {
    const { tenantId } = this.bot.tenant;
    return {
      id: randomUUID(),
      type: "message",
      channelId: "msteams",
      serviceUrl: this.bot.connector.serviceUrl,
      from: { id: `29:${objectId}`, name, aadObjectId: objectId },
      conversation: { id: `a:${objectId}`, conversationType: "personal", tenantId },
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
