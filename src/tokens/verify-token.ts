import { errors, type JWTPayload, jwtVerify } from "jose";
import { KeysUnavailable, type SigningKeys } from "./signing-keys.js";

/** Longer tokens are not looked at. Characters. */
const LONGEST_TOKEN = 8_192;

/** Why a token proves nothing; the code is for the log, its holder is not told. */
export type TokenProblem =
  | "tokenMissing"
  | "tokenMalformed"
  | "tokenAlgorithm"
  | "tokenKey"
  | "tokenSignature"
  | "tokenExpired"
  | "tokenNotYetValid"
  | "tokenIssuer"
  | "tokenAudience"
  /** Nothing is wrong with the token: nobody can tell. */
  | "keysUnavailable";

export type VerifiedToken =
  | { readonly ok: true; readonly claims: JWTPayload; readonly keyId: string }
  | { readonly ok: false; readonly problem: TokenProblem };

export interface TokenRules {
  readonly keys: SigningKeys;
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** Seconds that the clocks of issuer and bot may differ. */
  readonly clockTolerance: number;
  /** Milliseconds; the wall clock unless given. */
  readonly now?: () => number;
}

/** The token of an `Authorization: Bearer` header; undefined when there is none, or more than one word. */
export function readBearer(authorization: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(authorization ?? "")?.[1];
}

/**
 * Checks a signed token: RS256 alone, a key of the issuer, issuer, audience, expiry (which must be there) and
 * beginning. A key, an address or another algorithm that the token itself brings along is not looked at.
 */
export async function verifyToken(
  token: string | undefined,
  rules: TokenRules,
): Promise<VerifiedToken> {
  if (token === undefined) return { ok: false, problem: "tokenMissing" };
  if (token.length > LONGEST_TOKEN) return { ok: false, problem: "tokenMalformed" };
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      (header) => rules.keys.find(header),
      {
        algorithms: ["RS256"],
        issuer: [...rules.issuers],
        audience: [...rules.audiences],
        requiredClaims: ["exp"],
        clockTolerance: rules.clockTolerance,
        ...(rules.now && { currentDate: new Date(rules.now()) }),
      },
    );
    return { ok: true, claims: payload, keyId: protectedHeader.kid ?? "" };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): TokenProblem {
  if (error instanceof KeysUnavailable) return "keysUnavailable";
  if (error instanceof errors.JOSEAlgNotAllowed) return "tokenAlgorithm";
  if (error instanceof errors.JWKSNoMatchingKey) return "tokenKey";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "tokenSignature";
  if (error instanceof errors.JWTExpired) return "tokenExpired";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "tokenMalformed";
  switch (error.claim) {
    case "nbf":
      return "tokenNotYetValid";
    case "iss":
      return "tokenIssuer";
    case "aud":
      return "tokenAudience";
    default:
      return "tokenMalformed";
  }
}
