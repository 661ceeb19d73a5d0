import type { Instant } from "../approval/instant.js";
import type { Log } from "../log.js";
import type { Catalog } from "../service/ports/catalog.js";
import type { Fulfilment } from "../service/ports/fulfilment.js";
import type { Gate } from "../service/ports/gate.js";
import type { Installer } from "../service/ports/installer.js";
import type { People } from "../service/ports/people.js";
import type { EntraDenial } from "../service/resume-body.js";
import { createEntraFulfilment } from "./entra-fulfilment.js";
import { createEntraGate } from "./entra-gate.js";
import { createGraphCatalog } from "./graph-catalog.js";
import { createGraphClient } from "./graph-client.js";
import { GRAPH_CLOUDS } from "./graph-clouds.js";
import { createGraphPeople } from "./graph-people.js";
import { createGraphRiskSignals, type GraphRiskSignals } from "./graph-risk-signals.js";
import { createProactiveInstaller } from "./proactive-installer.js";
import type { TokenSource } from "./token-source.js";

export interface EntraPortsOptions {
  readonly cloud: keyof typeof GRAPH_CLOUDS;
  /** Address of Graph; the cloud's unless given. */
  readonly root?: string;
  readonly token: TokenSource;
  /** People who may activate a role count among its holders. */
  readonly countsEligible: boolean;
  /** Ids of the custom extensions that call this bot. */
  readonly extensions: readonly string[];
  /** What Entra is asked to make of a request that was denied here. */
  readonly denial: EntraDenial;
  /** Id of the app in the catalog of the organisation; without it there is no installer. */
  readonly catalogAppId?: string | undefined;
  readonly log: Log;
  /** The bot's own time. */
  readonly now: () => Instant;
}

/** The ports that Microsoft Entra fills, on one client: they share its limits. */
export interface EntraPorts {
  readonly people: People;
  readonly signals: GraphRiskSignals;
  readonly catalog: Catalog;
  readonly fulfilment: Fulfilment;
  readonly gate: Gate;
  readonly installer?: Installer;
  stop(): Promise<void>;
}

export function openEntraPorts(options: EntraPortsOptions): EntraPorts {
  const { cloud, token, countsEligible, extensions, denial, catalogAppId, log, now } = options;
  const root = options.root ?? GRAPH_CLOUDS[cloud].root;
  const graph = createGraphClient({ root, token, log });
  const people = createGraphPeople({ graph, countsEligible });
  const isKnown = async (id: string) => (await people.byId(id)) !== undefined;
  const signals = createGraphRiskSignals({ graph, log, now, isKnown });
  return {
    people,
    signals,
    catalog: createGraphCatalog(graph),
    fulfilment: createEntraFulfilment({ graph, denial, log }),
    gate: createEntraGate({ graph, cloud, extensions }),
    ...(catalogAppId !== undefined && {
      installer: createProactiveInstaller({ graph, root, catalogAppId, log }),
    }),
    stop: () => signals.stop(),
  };
}
