import type { Instant } from "../approval/instant.js";
import type { Log } from "../log.js";
import type { Catalog } from "../service/ports/catalog.js";
import type { People } from "../service/ports/people.js";
import { createGraphCatalog } from "./graph-catalog.js";
import { createGraphClient, type GraphClient } from "./graph-client.js";
import type { GraphCloud } from "./graph-clouds.js";
import { createGraphPeople } from "./graph-people.js";
import { createGraphRiskSignals, type GraphRiskSignals } from "./graph-risk-signals.js";
import type { TokenSource } from "./token-source.js";

export interface EntraPortsOptions {
  readonly cloud: Pick<GraphCloud, "root">;
  readonly token: TokenSource;
  /** People who may activate a role count among its holders. */
  readonly countsEligible: boolean;
  readonly log: Log;
  /** The bot's own time. */
  readonly now: () => Instant;
}

/** The ports that Microsoft Entra fills, on one client: they share its limits. */
export interface EntraPorts {
  readonly graph: GraphClient;
  readonly people: People;
  readonly signals: GraphRiskSignals;
  readonly catalog: Catalog;
  stop(): Promise<void>;
}

export function openEntraPorts(options: EntraPortsOptions): EntraPorts {
  const { cloud, token, countsEligible, log, now } = options;
  const graph = createGraphClient({ root: cloud.root, token, log });
  const people = createGraphPeople({ graph, countsEligible });
  const isKnown = async (id: string) => (await people.byId(id)) !== undefined;
  const signals = createGraphRiskSignals({ graph, log, now, isKnown });
  return {
    graph,
    people,
    signals,
    catalog: createGraphCatalog(graph),
    stop: () => signals.stop(),
  };
}
