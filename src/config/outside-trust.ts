import type { ConfigProblem } from "./config-problem.js";
import type { VariableName, VariableValues } from "./variables.js";

/** Whom the bot believes and where it sends, outside local mode. */
export interface OutsideTrust {
  readonly cloud: "public" | "usGovernment" | "usGovernmentDoD";
  /** The only hosts that the bot sends to, instead of Microsoft's. */
  readonly serviceUrlHosts?: readonly string[];
  /** Audiences of the tokens for `/api/access-requests`. */
  readonly audiences: readonly string[];
  /** Client ids of the applications that may hand in requests; empty: none. */
  readonly callers: readonly string[];
  /** App role that their tokens must hold. */
  readonly role: string;
  /** App role to report insider risk levels with: whoever hands in requests must not thereby set levels. */
  readonly levelRole: string;
}

const DEFAULT_ROLE = "AccessRequests.Submit";
const DEFAULT_LEVEL_ROLE = "InsiderRisk.Report";

const NAMES = [
  "CLOUD",
  "SERVICE_URL_HOSTS",
  "API_AUDIENCE",
  "API_CALLERS",
  "API_ROLE",
  "INSIDER_RISK_ROLE",
] as const satisfies readonly VariableName[];

/** Local mode reads none of this: a variable that seems to protect something must not be silently ignored. */
export function refuseTrustInLocalMode(isGiven: (name: VariableName) => boolean): ConfigProblem[] {
  const message =
    "Local mode has no authentication and does not use it. Remove it, or set bot credentials.";
  return NAMES.filter(isGiven).map((variable) => ({ variable, message }));
}

const ADDRESS_OF_ID = /^api:\/\/([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

/** A token of version 2 names an application by its id alone, where one of version 1 names its address. */
function audiencesOf(audience: string): readonly string[] {
  const [, id] = ADDRESS_OF_ID.exec(audience) ?? [];
  return id === undefined ? [audience] : [audience, id.toLowerCase()];
}

/** The trust of an environment in which no problem was found. An audience is the bot's own id unless said. */
export function readTrust(values: VariableValues, appId: string): OutsideTrust {
  const hosts = values.SERVICE_URL_HOSTS;
  const audience = values.API_AUDIENCE;
  return Object.freeze({
    cloud: values.CLOUD ?? "public",
    ...(hosts && { serviceUrlHosts: hosts }),
    audiences: audiencesOf(audience ?? `api://${appId}`),
    callers: values.API_CALLERS ?? [],
    role: values.API_ROLE ?? DEFAULT_ROLE,
    levelRole: values.INSIDER_RISK_ROLE ?? DEFAULT_LEVEL_ROLE,
  });
}
