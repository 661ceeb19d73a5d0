import { fileURLToPath } from "node:url";
import { DAY } from "./approval/instant.js";
import type { ConfigProblem, Environment } from "./config/config-problem.js";
import {
  type BotCredentials,
  checkCredentials,
  namesCredentials,
  readCredentials,
} from "./config/credentials.js";
import {
  checkGraphAccess,
  type GraphAccess,
  readGraphAccess,
  refuseGraphAccess,
} from "./config/graph-access.js";
import { type OutsideTrust, readTrust, refuseTrustInLocalMode } from "./config/outside-trust.js";
import {
  type LOG_LEVELS,
  readVariables,
  type VariableName,
  type VariableValues,
} from "./config/variables.js";
import { ownSettingsIn, URL_REMEDY } from "./store/postgres/database-url.js";

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that the environment decides, read once at start. Frozen. */
export interface Config {
  /** No bot credentials: no authentication, loopback only, people and packages from the tenant file. */
  readonly isLocal: boolean;
  /** Present exactly when not in local mode. */
  readonly credentials?: BotCredentials;
  /** Present exactly when not in local mode. */
  readonly trust?: OutsideTrust;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the embedded store, as given. */
  readonly dataDir: string;
  /** The PostgreSQL store instead of the embedded one. Holds a password: never logged. */
  readonly databaseUrl?: string;
  /** Private key that signs the audit, kept out of the database. */
  readonly auditSigningKeyFile?: string;
  /** Present unless people and packages come from Microsoft Entra. */
  readonly tenantFile?: string;
  /** Present exactly when they do: bot credentials, and no tenant file. */
  readonly graph?: GraphAccess;
  /** Playground windows are started; never outside local mode. */
  readonly isPlaygroundOn: boolean;
  /** `off`: no pacing and no digests; only in local mode. */
  readonly sendLimits: "teams" | "off";
  readonly logLevel: LogLevel;
  /** What Entra is asked to make of a request that was denied here. */
  readonly entraDenial: "denied" | "canceled";
  /** Requests are removed so long after their end. Milliseconds. */
  readonly retention: number;
  /** Whoever has it reads the figures, from wherever he calls; without it only callers on the same machine do. Never logged. */
  readonly metricsToken?: string;
}

export interface ConfigProblems {
  readonly problems: readonly ConfigProblem[];
}

/** Exit code for a wrong environment or tenant file (`EX_CONFIG` of sysexits). */
export const EXIT_CONFIG = 78;

/** The same file from `src` and from `dist`. */
const DEMO_TENANT_FILE = fileURLToPath(new URL("../env/demo/tenant.json", import.meta.url));

/**
 * Reads the environment (docs: Environment). Every problem is found before anything is reported. An empty variable
 * counts as not set.
 */
export function readConfig(environment: Environment): Config | ConfigProblems {
  const isGiven = (name: VariableName) => (environment[name]?.trim() ?? "") !== "";
  const { values, problems } = readVariables(environment);
  const isLocal = !namesCredentials(isGiven);
  const rules = isLocal ? checkLocalMode(values, isGiven) : checkTeamsMode(values, isGiven);
  const all = [...problems, ...rules, ...checkStore(values, isGiven)];
  if (all.length > 0) return { problems: all };
  const credentials = readCredentials(values);
  const isEntra = credentials !== undefined && values.TENANT_FILE === undefined;
  return Object.freeze({
    isLocal,
    ...(credentials && { credentials, trust: readTrust(values, credentials.appId) }),
    host: values.HOST ?? (isLocal ? "127.0.0.1" : "0.0.0.0"),
    port: values.PORT ?? 3978,
    dataDir: values.DATA_DIR ?? "./data",
    ...(values.DATABASE_URL !== undefined && { databaseUrl: values.DATABASE_URL }),
    ...(values.AUDIT_SIGNING_KEY_FILE !== undefined && {
      auditSigningKeyFile: values.AUDIT_SIGNING_KEY_FILE,
    }),
    ...(isEntra
      ? { graph: readGraphAccess(values, credentials) }
      : { tenantFile: values.TENANT_FILE ?? DEMO_TENANT_FILE }),
    isPlaygroundOn: isLocal && values.PLAYGROUND !== "off",
    sendLimits: values.SEND_LIMITS ?? "teams",
    logLevel: values.LOG_LEVEL ?? "info",
    entraDenial: values.ENTRA_DENIAL ?? "denied",
    retention: values.RETENTION ?? 400 * DAY,
    ...(values.METRICS_TOKEN !== undefined && { metricsToken: values.METRICS_TOKEN }),
  });
}

export function isConfigProblems(result: Config | ConfigProblems): result is ConfigProblems {
  return "problems" in result;
}

/** The problems as lines for standard error, ended by a line feed. */
export function formatConfigProblems({ problems }: ConfigProblems): string {
  const lines = problems.map(({ variable, message }) => `  ${variable}: ${message}`);
  return ["Riskgate does not start, because its environment is wrong:", ...lines, ""].join("\n");
}

function checkLocalMode(
  values: VariableValues,
  isGiven: (name: VariableName) => boolean,
): ConfigProblem[] {
  const problems = [...refuseTrustInLocalMode(isGiven), ...refuseGraphAccess(isGiven)];
  if (values.HOST !== undefined && !isLoopbackHost(values.HOST)) {
    problems.push({
      variable: "HOST",
      message:
        "Local mode has no authentication and listens on loopback only. Remove HOST, or set bot credentials.",
    });
  }
  if (values.NODE_ENV === "production") {
    problems.push({
      variable: "NODE_ENV",
      message:
        "Local mode has no authentication and does not run in production. Set MicrosoftAppId, MicrosoftAppType, " +
        "MicrosoftAppTenantId and MicrosoftAppPassword, or remove NODE_ENV.",
    });
  }
  return problems;
}

function checkTeamsMode(
  values: VariableValues,
  isGiven: (name: VariableName) => boolean,
): ConfigProblem[] {
  const problems = checkCredentials(isGiven, values.MicrosoftAppType);
  const isEntra = values.TENANT_FILE === undefined;
  problems.push(...(isEntra ? checkGraphAccess(values) : refuseGraphAccess(isGiven)));
  if (values.PLAYGROUND === "on") {
    problems.push({
      variable: "PLAYGROUND",
      message: "Playground windows are for local mode. Remove it, or remove every bot credential.",
    });
  }
  if (values.SEND_LIMITS === "off") {
    problems.push({
      variable: "SEND_LIMITS",
      message:
        "Teams enforces its limits, so off is for local mode only. Remove it, or set it to teams.",
    });
  }
  return problems;
}

function checkStore(
  { DATABASE_URL: url }: VariableValues,
  isGiven: (name: VariableName) => boolean,
): ConfigProblem[] {
  const problems: ConfigProblem[] = ownSettingsIn(url ?? "").map((name) => ({
    variable: "DATABASE_URL",
    message: `It sets ${name}, which the bot sets itself. ${URL_REMEDY}`,
  }));
  if (!isGiven("DATABASE_URL") && isGiven("AUDIT_SIGNING_KEY_FILE")) {
    problems.push({
      variable: "AUDIT_SIGNING_KEY_FILE",
      message:
        "The store in DATA_DIR keeps its key in audit/signing-key.pem. Remove it, or set DATABASE_URL.",
    });
  }
  return problems;
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
