import { z } from "zod";
import { DAY, parseDuration } from "../approval/instant.js";
import type { ConfigProblem, Environment } from "./config-problem.js";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Requests must not be removed while people still ask about them. */
const SHORTEST_RETENTION = DAY;

const guid = z.guid().transform((text) => text.toLowerCase());
const text = z.string();
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}$/;

/** Several values in one variable, separated by commas. */
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((given) => given.split(",").map((part) => part.trim()))
    .pipe(z.array(item).min(1).max(100));

const roleName = z
  .string()
  .regex(/^[\w.:-]{1,120}$/)
  .optional();

/** Every variable that is read, with its form. What depends on another variable is checked by the caller. */
const variables = {
  MicrosoftAppId: guid.optional(),
  MicrosoftAppType: z.enum(["SingleTenant", "UserAssignedMSI"]).optional(),
  MicrosoftAppTenantId: guid.optional(),
  MicrosoftAppPassword: text.optional(),
  CertificateThumbprint: text.optional(),
  CertificatePrivateKey: text.optional(),
  CLOUD: z.enum(["public", "usGovernment", "usGovernmentDoD"]).optional(),
  SERVICE_URL_HOSTS: listOf(z.string().toLowerCase().regex(hostName)).optional(),
  API_AUDIENCE: z.string().max(500).regex(/^\S+$/).optional(),
  API_CALLERS: listOf(guid).optional(),
  API_ROLE: roleName,
  INSIDER_RISK_ROLE: roleName,
  HOST: text.regex(/^[A-Za-z0-9.:_-]{1,253}$/).optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(3978),
  DATA_DIR: text.default("./data"),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\/./)
    .refine((url) => URL.canParse(url))
    .optional(),
  AUDIT_SIGNING_KEY_FILE: text.optional(),
  TENANT_FILE: text.optional(),
  ROLE_HOLDERS: z.enum(["assigned", "eligible"]).optional(),
  AZURE_CLIENT_ID: text.optional(),
  AZURE_TENANT_ID: text.optional(),
  AZURE_CLIENT_SECRET: text.optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: text.optional(),
  AZURE_CLIENT_CERTIFICATE_PASSWORD: text.optional(),
  AZURE_FEDERATED_TOKEN_FILE: text.optional(),
  ENTRA_EXTENSIONS: listOf(guid).optional(),
  ENTRA_DENIAL: z.enum(["denied", "canceled"]).optional(),
  TEAMS_CATALOG_APP_ID: guid.optional(),
  FIRST_CONTACT_URL: text.regex(/^https:\/\/[^\s?#@]+$/).optional(),
  PLAYGROUND: z.enum(["on", "off"]).optional(),
  SEND_LIMITS: z.enum(["teams", "off"]).default("teams"),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  RETENTION: z
    .string()
    .transform((given) => (/^\d{1,5}$/.test(given) ? Number(given) * DAY : parseDuration(given)))
    .refine((span) => span !== undefined && span >= SHORTEST_RETENTION)
    .default(400 * DAY),
  METRICS_TOKEN: text.regex(/^[A-Za-z0-9._~+/=-]{32,500}$/).optional(),
  NODE_ENV: text.optional(),
};

type Variables = typeof variables;
export type VariableName = keyof Variables;
export type VariableValues = { readonly [K in VariableName]: z.output<Variables[K]> | undefined };

const REMEDIES: { readonly [K in VariableName]?: string } = {
  MicrosoftAppId: "Set it to the application (client) id of the bot's app registration, a GUID.",
  MicrosoftAppType: "Set it to SingleTenant or UserAssignedMSI.",
  MicrosoftAppTenantId: "Set it to the directory (tenant) id, a GUID.",
  CLOUD: "Set it to public, usGovernment or usGovernmentDoD.",
  SERVICE_URL_HOSTS:
    "Set it to host names, separated by commas, such as smba.trafficmanager.net. Their subdomains count.",
  API_AUDIENCE: "Set it to what tokens name as their audience, such as api://riskgate.",
  API_CALLERS: "Set it to application (client) ids, GUIDs, separated by commas.",
  API_ROLE: "Set it to the value of an app role, such as AccessRequests.Submit.",
  INSIDER_RISK_ROLE: "Set it to the value of an app role, such as InsiderRisk.Report.",
  HOST: "Set it to a host name or an address, such as 127.0.0.1.",
  PORT: "Set it to a whole number from 0 to 65535; 0 takes any free port.",
  DATABASE_URL:
    "Set it to the address of a PostgreSQL database, such as postgres://riskgate@db.example/riskgate.",
  ROLE_HOLDERS: "Set it to assigned or eligible.",
  ENTRA_EXTENSIONS: "Set it to ids of custom extensions, GUIDs, separated by commas.",
  ENTRA_DENIAL: "Set it to denied or canceled.",
  TEAMS_CATALOG_APP_ID:
    "Set it to the id that the app has in the catalog of the organisation, a GUID.",
  FIRST_CONTACT_URL:
    "Set it to the service URL of Teams, such as https://smba.trafficmanager.net/teams/.",
  PLAYGROUND: "Set it to on or off.",
  SEND_LIMITS: "Set it to teams or off.",
  RETENTION:
    "Set it to whole days, such as 400, or to an ISO 8601 duration, such as P400D; 1 day at least.",
  METRICS_TOKEN:
    "Set it to 32 random characters or more, letters, digits and . _ ~ + / = -, such as from: openssl rand -hex 32",
  LOG_LEVEL: `Set it to one of ${LOG_LEVELS.join(", ")}.`,
};

/** Reads every variable by itself. An empty variable counts as one that is not set. */
export function readVariables(environment: Environment): {
  readonly values: VariableValues;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const entries = Object.entries(variables).map(([name, schema]) => {
    const given = environment[name]?.trim();
    const parsed = schema.safeParse(given === "" ? undefined : given);
    if (!parsed.success) problems.push(refuseForm(name as VariableName));
    return [name, parsed.data] as const;
  });
  return { values: Object.fromEntries(entries) as VariableValues, problems };
}

function refuseForm(variable: VariableName): ConfigProblem {
  return { variable, message: `The value is not usable. ${REMEDIES[variable] ?? "Correct it."}` };
}
