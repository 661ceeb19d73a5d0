import type { Installer } from "../service/ports/installer.js";
import type { GraphClient } from "./graph-client.js";
import { GraphError, isGraphs } from "./graph-error.js";
import { operations } from "./operations.js";

export interface ProactiveInstallerOptions {
  readonly graph: Pick<GraphClient, "post">;
  /** Address of Graph without a version: the app is named by its address there. */
  readonly root: string;
  /** Id of the app in the catalog of the organisation; not the id in its manifest. */
  readonly catalogAppId: string;
  readonly log: { warn(fields: object, message: string): void };
}

/** The app is in the catalog, but this person has no Teams, may not have it, or is not there. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 412]);

/** Installs the bot through Microsoft Graph (Rule A4). 409 says that it is installed. */
export function createProactiveInstaller(options: ProactiveInstallerOptions): Installer {
  const { graph, root, catalogAppId, log } = options;
  const body = { "teamsApp@odata.bind": `${root}/v1.0/appCatalogs/teamsApps/${catalogAppId}` };
  return {
    async install(personId) {
      try {
        await graph.post(operations.installForPerson, { path: { id: personId }, body });
        return "installed";
      } catch (error) {
        if (!(error instanceof GraphError)) throw error;
        if (error.status === 409) return "installed";
        if (!REFUSALS.has(error.status) || !isGraphs(error)) throw error;
        log.warn({ personId, status: error.status, code: error.code }, "the bot is not installed");
        return "refused";
      }
    },
  };
}
