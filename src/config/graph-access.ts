import type { ConfigProblem } from "./config-problem.js";
import type { BotCredentials } from "./credentials.js";
import type { VariableName, VariableValues } from "./variables.js";

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
}

/** Who the bot is towards Microsoft Graph. Holds secrets: never logged. */
export type GraphIdentity =
  | (Application & { readonly kind: "secret"; readonly secret: string })
  | (Application & {
      readonly kind: "certificate";
      readonly thumbprint: string;
      readonly privateKey: string;
    })
  | (Application & {
      readonly kind: "certificateFile";
      readonly path: string;
      readonly password?: string;
    })
  | (Application & { readonly kind: "workloadIdentity"; readonly tokenFile: string })
  | { readonly kind: "managedIdentity"; readonly clientId: string };

/** How the bot reads Microsoft Entra. */
export interface GraphAccess {
  readonly identity: GraphIdentity;
  /** People who may activate a directory role count among its holders. */
  readonly countsEligible: boolean;
  /** Ids of the custom extensions of Entra that call this bot. */
  readonly extensions: readonly string[];
  /** Id of the app in the catalog of the organisation; without it the bot does not install itself for people. */
  readonly catalogAppId?: string;
  /** Where Teams creates a chat with somebody who has not written yet; the cloud's unless given. */
  readonly firstContactUrl?: string;
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const PROOFS = [
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CLIENT_SECRET",
] as const satisfies readonly VariableName[];

/** What is wrong with the identity for Graph. The names are those of @azure/identity: platforms set them by themselves. */
export function checkGraphAccess(values: VariableValues): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const say = (variable: VariableName, message: string) => problems.push({ variable, message });
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId } = values;
  const own = values.MicrosoftAppTenantId;
  if (clientId !== undefined && !GUID.test(clientId)) {
    say("AZURE_CLIENT_ID", "Set it to an application (client) id, a GUID, or remove it.");
  }
  if (tenantId !== undefined && own !== undefined && tenantId.toLowerCase() !== own) {
    say(
      "AZURE_TENANT_ID",
      "The bot reads the directory of its own tenant only. Remove it, or set it to MicrosoftAppTenantId.",
    );
  }
  const given = PROOFS.filter((name) => values[name] !== undefined);
  if (clientId === undefined) {
    for (const name of given) {
      say(
        name,
        "It needs AZURE_CLIENT_ID. Set it, or remove this one to use the bot's own credentials.",
      );
    }
  }
  return problems;
}

/** What is for Microsoft Entra would be ignored where people and packages come from a tenant file. */
export function refuseGraphAccess(isGiven: (name: VariableName) => boolean): ConfigProblem[] {
  const message =
    "People and packages come from the tenant file, which does not use it. Remove it.";
  const names = [
    "ROLE_HOLDERS",
    "ENTRA_EXTENSIONS",
    "ENTRA_DENIAL",
    "TEAMS_CATALOG_APP_ID",
    "FIRST_CONTACT_URL",
  ] as const;
  return names.filter(isGiven).map((variable) => ({ variable, message }));
}

/**
 * The identity of an environment in which no problem was found: the one of the AZURE variables where AZURE_CLIENT_ID is
 * given, a federated token before a certificate before a secret, none of them a managed identity; else the bot's own.
 */
export function readGraphAccess(values: VariableValues, bot: BotCredentials): GraphAccess {
  return Object.freeze({
    identity: readIdentity(values, bot),
    countsEligible: values.ROLE_HOLDERS === "eligible",
    extensions: values.ENTRA_EXTENSIONS ?? [],
    ...(values.TEAMS_CATALOG_APP_ID !== undefined && {
      catalogAppId: values.TEAMS_CATALOG_APP_ID,
    }),
    ...(values.FIRST_CONTACT_URL !== undefined && { firstContactUrl: values.FIRST_CONTACT_URL }),
  });
}

function readIdentity(values: VariableValues, bot: BotCredentials): GraphIdentity {
  const { AZURE_CLIENT_ID: clientId } = values;
  if (clientId === undefined) return ownIdentity(bot);
  const application = { tenantId: bot.tenantId, clientId: clientId.toLowerCase() };
  const { AZURE_FEDERATED_TOKEN_FILE: tokenFile, AZURE_CLIENT_CERTIFICATE_PATH: path } = values;
  if (tokenFile !== undefined) return { kind: "workloadIdentity", ...application, tokenFile };
  if (path !== undefined) {
    const password = values.AZURE_CLIENT_CERTIFICATE_PASSWORD;
    const secret = password === undefined ? {} : { password };
    return { kind: "certificateFile", ...application, path, ...secret };
  }
  const { AZURE_CLIENT_SECRET: secret } = values;
  if (secret !== undefined) return { kind: "secret", ...application, secret };
  return { kind: "managedIdentity", clientId: application.clientId };
}

function ownIdentity({ appId, tenantId, certificate, password }: BotCredentials): GraphIdentity {
  const application = { tenantId, clientId: appId };
  if (certificate) return { kind: "certificate", ...application, ...certificate };
  if (password !== undefined) return { kind: "secret", ...application, secret: password };
  return { kind: "managedIdentity", clientId: appId };
}
