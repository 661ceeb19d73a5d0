import type { ConfigProblem } from "./config-problem.js";
import type { VariableName, VariableValues } from "./variables.js";

/** The bot's app registration. A SingleTenant one has a password or a certificate, a managed identity neither. */
export interface BotCredentials {
  readonly appId: string;
  readonly appType: "SingleTenant" | "UserAssignedMSI";
  readonly tenantId: string;
  readonly password?: string;
  readonly certificate?: { readonly thumbprint: string; readonly privateKey: string };
}

const NAMES = [
  "MicrosoftAppId",
  "MicrosoftAppType",
  "MicrosoftAppTenantId",
  "MicrosoftAppPassword",
  "CertificateThumbprint",
  "CertificatePrivateKey",
] as const satisfies readonly VariableName[];

/** Whether any bot credential was given: then the bot is not in local mode, whatever is still missing. */
export function namesCredentials(isGiven: (name: VariableName) => boolean): boolean {
  return NAMES.some(isGiven);
}

/** What is missing, or is too much, for the type of the app registration. Malformed values are told elsewhere. */
export function checkCredentials(
  isGiven: (name: VariableName) => boolean,
  type: string | undefined,
) {
  const problems: ConfigProblem[] = [];
  const say = (variable: VariableName, message: string) => problems.push({ variable, message });
  const others = "or remove every bot credential to start local mode";
  if (!isGiven("MicrosoftAppId")) {
    say("MicrosoftAppId", `It is missing while other bot credentials are set. Set it, ${others}.`);
  }
  if (!isGiven("MicrosoftAppType")) {
    say("MicrosoftAppType", `It is missing. Set it to SingleTenant or UserAssignedMSI, ${others}.`);
  }
  if (!isGiven("MicrosoftAppTenantId")) {
    say("MicrosoftAppTenantId", `It is missing. Set it to the directory (tenant) id, ${others}.`);
  }
  if (type === "SingleTenant") checkSecret(isGiven, say);
  if (type === "UserAssignedMSI") {
    for (const name of NAMES.slice(3).filter(isGiven)) {
      say(
        name,
        "A managed identity has no secret. Remove it, or set MicrosoftAppType to SingleTenant.",
      );
    }
  }
  return problems;
}

function checkSecret(
  isGiven: (name: VariableName) => boolean,
  say: (variable: VariableName, message: string) => void,
): void {
  const hasThumbprint = isGiven("CertificateThumbprint");
  const hasKey = isGiven("CertificatePrivateKey");
  if (hasThumbprint !== hasKey) {
    const missing = hasThumbprint ? "CertificatePrivateKey" : "CertificateThumbprint";
    say(missing, "A certificate needs CertificateThumbprint and CertificatePrivateKey. Set both.");
  } else if (!hasKey && !isGiven("MicrosoftAppPassword")) {
    say(
      "MicrosoftAppPassword",
      "A SingleTenant bot needs a secret. Set it, or CertificateThumbprint and CertificatePrivateKey.",
    );
  }
}

/** The credentials of an environment in which no problem was found. A certificate is preferred to a password. */
export function readCredentials(values: VariableValues): BotCredentials | undefined {
  const {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: tenantId,
  } = values;
  if (appId === undefined || appType === undefined || tenantId === undefined) return undefined;
  const { CertificateThumbprint: thumbprint, CertificatePrivateKey: privateKey } = values;
  const base = { appId, appType, tenantId };
  if (thumbprint !== undefined && privateKey !== undefined) {
    return Object.freeze({ ...base, certificate: Object.freeze({ thumbprint, privateKey }) });
  }
  const password = values.MicrosoftAppPassword;
  return Object.freeze(password === undefined ? base : { ...base, password });
}
