import { type EntraPorts, openEntraPorts } from "../../src/entra/entra-ports.js";
import type { Tenant } from "../../src/local/tenant.js";
import { createLog } from "../../src/log.js";
import { ALL_PERMISSIONS } from "../graph/graph-at-hand.js";
import type { GraphWorld, WorldUser } from "../graph/graph-world.js";
import { LocalGraph } from "../graph/local-graph.js";
import { type AskedFor, askInEntra, OUR_EXTENSION } from "../graph/world-requests.js";
import { asTenant, type BotOptions, RunningBot } from "../story/running-bot.js";
import { Variation } from "../story/tenant-variations.js";
import { fillWorld } from "./entra-tenant.js";

export interface EntraBotOptions extends BotOptions {
  /** Puts more into the local Graph before anything is read of it. */
  readonly fill?: (world: GraphWorld) => void;
}

/** The running bot in front of a local Graph: the ports of Microsoft Entra, the connector stand-in for Teams. */
export class EntraBot {
  private constructor(
    readonly bot: RunningBot,
    readonly graph: LocalGraph,
    readonly ports: EntraPorts,
  ) {}

  static async start({ fill, ...more }: EntraBotOptions = {}): Promise<EntraBot> {
    const tenant = more.tenant ?? slowTenant();
    const graph = await LocalGraph.start();
    fillWorld(graph.world, tenant);
    fill?.(graph.world);
    const token = graph.mint(ALL_PERMISSIONS);
    const ports = openEntraPorts({
      cloud: "public",
      root: graph.url,
      token: async () => token,
      countsEligible: false,
      extensions: [OUR_EXTENSION],
      denial: "denied",
      catalogAppId: graph.world.catalogAppId,
      log: createLog("silent"),
      // The copy of the list of risks is refreshed by real time: a clock put forward would make it old.
      now: () => Date.now(),
    });
    await ports.signals.firstTry;
    const { people, signals, catalog, fulfilment, gate, installer } = ports;
    const bot = await RunningBot.start({
      tenant,
      people: () => people,
      signals: () => signals,
      catalog: () => catalog,
      fulfilment: () => fulfilment,
      gate,
      ...(installer && { installer: () => installer }),
      ...more,
    });
    return new EntraBot(bot, graph, ports);
  }

  async stop(): Promise<void> {
    await this.bot.stop();
    await this.ports.stop();
    await this.graph.stop();
  }

  /** A person of the tenant in the local Graph, by the first part of the user principal name. */
  person(name: string): WorldUser {
    const users = [...this.graph.world.users.values()];
    const found = users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  }

  /** A request is made in Entra; its call-out is not sent yet. */
  ask(name: string, packageName: string, more: Partial<AskedFor> = {}) {
    const found = this.bot.tenant.accessPackages.find((each) => each.displayName === packageName);
    const policyId = found?.assignmentPolicies[0]?.id;
    if (!found || policyId === undefined) throw new Error(`there is no package ${packageName}`);
    const createdAt = this.bot.clock.now();
    const asked = { requestor: this.person(name), accessPackageId: found.id, policyId, createdAt };
    return askInEntra(this.graph.world, { ...asked, ...more });
  }

  /** What Entra has of a request. */
  there(callOut: { readonly AccessPackageAssignmentRequestId: string }) {
    const found = this.graph.world.assignmentRequests.get(callOut.AccessPackageAssignmentRequestId);
    if (!found) throw new Error("Entra does not have this request");
    return found;
  }

  /** How often a request was resumed with an effect. */
  resumesOf(callOut: { readonly AccessPackageAssignmentRequestId: string }): number {
    const id = callOut.AccessPackageAssignmentRequestId;
    return this.graph.world.resumes.filter((resume) => resume.id === id).length;
  }
}

/** The demo tenant with deadlines as companies have them: longer than a call-out of a day waits. */
function slowTenant(): Tenant {
  const variation = new Variation();
  // Nobody has reported a level of insider risk: that source is left out.
  variation.file.controlConfigurations.insiderRisk.isApprovalRequired = false;
  for (const settings of Object.values(variation.file.controlConfigurations)) {
    settings.durationBeforeEscalation = "P1D";
    settings.durationBeforeAutomaticDenial = "P3D";
  }
  return asTenant(variation.file);
}
