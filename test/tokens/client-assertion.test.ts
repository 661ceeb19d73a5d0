import { generateKeyPairSync } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { signClientAssertion } from "../../src/tokens/client-assertion.js";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const THUMBPRINT = "A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:A1:B2:C3:D4";
const AUDIENCE = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token";

test.each(["pkcs8", "pkcs1"] as const)(
  "a certificate's key (%s) proves the application for five minutes, to one audience, once",
  async (type) => {
    const key = {
      thumbprint: THUMBPRINT,
      privateKey: privateKey.export({ type, format: "pem" }).toString(),
    };
    const assertion = await signClientAssertion(key, "client", AUDIENCE);
    const { payload } = await jwtVerify(assertion, publicKey, { audience: AUDIENCE });
    expect(payload).toMatchObject({ iss: "client", sub: "client" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    const { alg, x5t } = decodeProtectedHeader(assertion);
    expect(alg).toBe("RS256");
    expect(Buffer.from(String(x5t), "base64url").toString("hex")).toBe(
      THUMBPRINT.replaceAll(":", "").toLowerCase(),
    );
    const next = await signClientAssertion(key, "client", AUDIENCE);
    const other = await jwtVerify(next, publicKey);
    expect(other.payload.jti).not.toBe(payload.jti);
  },
);

test("a key that is none is refused", async () => {
  const key = { thumbprint: THUMBPRINT, privateKey: "no key" };
  await expect(signClientAssertion(key, "client", AUDIENCE)).rejects.toThrow();
});
