import type { Config } from "./config.js";
import { openEntraPorts } from "./entra/entra-ports.js";
import { GRAPH_CLOUDS } from "./entra/graph-clouds.js";
import { createTokenSource } from "./entra/graph-credential.js";
import { createLocalCatalog } from "./local/local-catalog.js";
import { createLocalFulfilment } from "./local/local-fulfilment.js";
import { createLocalPeople } from "./local/local-people.js";
import { createLocalRiskSignals } from "./local/local-risk-signals.js";
import type { Tenant } from "./local/tenant.js";
import type { Log } from "./log.js";
import type { Store } from "./service/ports/store.js";
import type { RiskgateParts } from "./start-riskgate.js";

/** Where Teams creates a chat with somebody who has not written yet (Teams: send proactive messages). */
const FIRST_CONTACT_URLS = {
  public: "https://smba.trafficmanager.net/teams/",
  usGovernment: "https://smba.infra.gov.teams.microsoft.us/teams/",
  usGovernmentDoD: "https://smba.infra.dod.teams.microsoft.us/teams/",
} as const;

/** Where people, risk and packages come from, and where outcomes go. */
export type Ports = Pick<
  RiskgateParts,
  "people" | "signals" | "catalog" | "fulfilment" | "gate" | "firstContact"
> & {
  /** Ends what runs in the background. */
  stop(): Promise<void>;
};

/** The ports of a tenant file: they answer from memory. */
export function openLocalPorts(tenant: Tenant, store: Pick<Store, "now">, log: Log): Ports {
  return {
    people: createLocalPeople(tenant),
    signals: createLocalRiskSignals(tenant, () => store.now()),
    catalog: createLocalCatalog(tenant),
    fulfilment: createLocalFulfilment(log),
    stop: async () => undefined,
  };
}

/** The ports of Microsoft Entra, for a configuration that names no tenant file. Nothing is read yet but the list of risks. */
export async function openGraphPorts(
  { graph, trust, entraDenial, credentials }: Config,
  store: Pick<Store, "now">,
  log: Log,
): Promise<Ports> {
  if (!graph || !trust || !credentials)
    throw new Error("There is neither a tenant file nor a way to Microsoft Entra.");
  const { installer, ...ports } = openEntraPorts({
    cloud: trust.cloud,
    token: await createTokenSource(graph.identity, GRAPH_CLOUDS[trust.cloud]),
    countsEligible: graph.countsEligible,
    extensions: graph.extensions,
    denial: entraDenial,
    catalogAppId: graph.catalogAppId,
    log,
    now: () => store.now(),
  });
  const serviceUrl = graph.firstContactUrl ?? FIRST_CONTACT_URLS[trust.cloud];
  const botId = `28:${credentials.appId}`;
  return { ...ports, ...(installer && { firstContact: { installer, serviceUrl, botId } }) };
}
