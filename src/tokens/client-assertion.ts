import { createPrivateKey, randomUUID } from "node:crypto";
import { SignJWT } from "jose";

/** An application's certificate as the portal names it, with its private key. */
export interface AssertionKey {
  /** SHA-1 thumbprint, 40 hexadecimal digits; colons and spaces between them do not count. */
  readonly thumbprint: string;
  /** PEM. Never logged. */
  readonly privateKey: string;
}

/** An assertion is used at once: a stolen one is worth little. */
const VALID_FOR = "5 minutes";

/**
 * The signed statement by which an application proves who it is without a secret (Microsoft identity platform: certificate
 * credentials). Rejects when the key cannot be read.
 */
export async function signClientAssertion(
  key: AssertionKey,
  clientId: string,
  audience: string,
): Promise<string> {
  const thumbprint = Buffer.from(key.thumbprint.replace(/[^0-9a-f]/gi, ""), "hex");
  return new SignJWT({})
    .setProtectedHeader({ alg: "RS256", typ: "JWT", x5t: thumbprint.toString("base64url") })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setNotBefore("0 seconds")
    .setExpirationTime(VALID_FOR)
    .sign(createPrivateKey(key.privateKey));
}
