import { createSigningKeys } from "../tokens/signing-keys.js";
import { readBearer, verifyToken } from "../tokens/verify-token.js";
import type { Authorization, Authorize } from "./authorize.js";

/** Who may use a route: applications of one tenant, by their Entra tokens. */
export interface CallerTrust {
  readonly metadataUrl: string;
  /** Both spellings that Entra uses for one tenant, of tokens version 1 and 2. */
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly tenantId: string;
  /** Client ids in lower case. */
  readonly callers: readonly string[];
  /** App role that the token must hold. */
  readonly role: string;
}

/** Seconds that the clocks of Entra and the bot may differ. */
const CLOCK_TOLERANCE = 60;

const NOT_PROVED =
  "This route wants a Microsoft Entra access token for this bot, as Authorization: Bearer. " +
  "There is none, or it is not valid. Nothing was stored.";
const NOT_ALLOWED =
  "The token is valid, but its application may not do this. An administrator of the bot can allow it. " +
  "Nothing was stored.";
const NOT_NOW =
  "Whether the token is valid cannot be checked now. Nothing was stored. Send the same body again in a minute.";

/**
 * Checks the Entra access token of a caller: signature, issuer, audience, time, tenant, that an application speaks for
 * itself, that it is one of the allowed, and its role. The caller is its client id. What exactly is wrong with a token is
 * for the log alone.
 */
export function authorizeByToken(trust: CallerTrust, now: () => number = Date.now): Authorize {
  const rules = {
    ...trust,
    clockTolerance: CLOCK_TOLERANCE,
    now,
    keys: createSigningKeys({ metadataUrl: trust.metadataUrl, now }),
  };
  return async ({ headers }) => {
    const verified = await verifyToken(readBearer(headers.authorization), rules);
    if (!verified.ok) {
      return verified.problem === "keysUnavailable"
        ? refuse("unavailable", NOT_NOW, verified.problem)
        : refuse("unauthorized", NOT_PROVED, verified.problem);
    }
    const { claims } = verified;
    if (lower(claims.tid) !== trust.tenantId)
      return refuse("unauthorized", NOT_PROVED, "tokenTenant");
    const caller = readCaller(claims);
    if (caller === undefined || !trust.callers.includes(caller))
      return refuse("forbidden", NOT_ALLOWED, "tokenCaller");
    if (!Array.isArray(claims.roles) || !claims.roles.includes(trust.role))
      return refuse("forbidden", NOT_ALLOWED, "tokenRole");
    return { ok: true, caller };
  };
}

/**
 * The application that a token was given to: `appid` in version 1, `azp` in version 2. A token of a user (`scp`, or an `idtyp`
 * other than `app`) is none, whatever application it was given to.
 */
function readCaller(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { appid, azp, scp, idtyp } = claims;
  if (scp !== undefined || (idtyp !== undefined && idtyp !== "app")) return undefined;
  const named = [appid, azp].filter((id) => id !== undefined).map(lower);
  return named.every((id) => id === named[0]) ? named[0] : undefined;
}

function lower(id: unknown): string | undefined {
  return typeof id === "string" ? id.toLowerCase() : undefined;
}

function refuse(
  code: "unauthorized" | "forbidden" | "unavailable",
  message: string,
  reason: string,
): Authorization {
  return { ok: false, code, message, reason };
}
