import { createHmac, createPublicKey } from "node:crypto";
import { generateKeyPair } from "jose";
import { forgeToken, type LocalIssuer } from "./local-issuer.js";

const HOUR = 3_600;

export interface ForgedToken {
  readonly name: string;
  /** What the security log says of it. */
  readonly reason: string;
  mint(issuer: LocalIssuer, claims: Readonly<Record<string, unknown>>): Promise<string> | string;
}

const now = () => Math.floor(Date.now() / 1_000);

/** Tokens that prove nothing, whoever reads them. `claims` are those of a good one. */
export const FORGED_TOKENS: readonly ForgedToken[] = [
  {
    name: "expired",
    reason: "tokenExpired",
    mint: (issuer, claims) => issuer.mint({ ...claims, exp: now() - HOUR }),
  },
  {
    name: "without an end",
    reason: "tokenMalformed",
    mint: (issuer, claims) => issuer.mint({ ...claims, exp: undefined }),
  },
  {
    name: "not yet valid",
    reason: "tokenNotYetValid",
    mint: (issuer, claims) => issuer.mint({ ...claims, nbf: now() + HOUR }),
  },
  {
    name: "for another audience",
    reason: "tokenAudience",
    mint: (issuer, claims) => issuer.mint({ ...claims, aud: "https://graph.microsoft.com" }),
  },
  {
    name: "without an audience",
    reason: "tokenAudience",
    mint: (issuer, claims) => issuer.mint({ ...claims, aud: undefined }),
  },
  {
    name: "of another issuer, with the right signature",
    reason: "tokenIssuer",
    mint: (issuer, claims) => issuer.mint({ ...claims, iss: "https://sts.evil.example/" }),
  },
  {
    name: "of the Emulator",
    reason: "tokenIssuer",
    mint: (issuer, claims) => {
      const iss = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/";
      return issuer.mint({ ...claims, iss, ver: "1.0", appid: claims.aud });
    },
  },
  {
    name: "signed by a stranger under the id of a real key",
    reason: "tokenSignature",
    mint: async (issuer, claims) =>
      issuer.mint(claims, { signWith: (await generateKeyPair("RS256")).privateKey }),
  },
  {
    name: "signed by a stranger who sends his own key along",
    reason: "tokenSignature",
    mint: async (issuer, claims) => {
      const { privateKey } = await generateKeyPair("RS256");
      const jwk = await issuer.publicKeyOf("key-1");
      const header = { jwk, jku: `${issuer.url}/keys`, x5u: "https://evil.example/" };
      return issuer.mint(claims, { signWith: privateKey, header });
    },
  },
  {
    name: "with the id of a key that the issuer does not have",
    reason: "tokenKey",
    mint: (issuer, claims) => issuer.mint(claims, { header: { kid: "../../etc/passwd" } }),
  },
  {
    name: "without the id of a key",
    reason: "tokenKey",
    mint: (issuer, claims) => issuer.mint(claims, { header: { kid: undefined } }),
  },
  {
    name: "with alg none",
    reason: "tokenAlgorithm",
    mint: (issuer, claims) =>
      forgeToken({ alg: "none", kid: "key-1" }, { iss: issuer.url, exp: now() + HOUR, ...claims }),
  },
  {
    name: "with HS256 and the public key as the secret",
    reason: "tokenAlgorithm",
    mint: async (issuer, claims) => {
      const key = createPublicKey({ key: await issuer.publicKeyOf("key-1"), format: "jwk" });
      const header = { alg: "HS256", kid: "key-1" };
      const body = forgeToken(header, { iss: issuer.url, exp: now() + HOUR, ...claims }).slice(
        0,
        -1,
      );
      const secret = key.export({ type: "spki", format: "pem" });
      return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
    },
  },
  {
    name: "with PS256, which is not asked for",
    reason: "tokenAlgorithm",
    mint: async (issuer, claims) => {
      const { privateKey } = await generateKeyPair("PS256");
      return issuer.mint(claims, { alg: "PS256", signWith: privateKey });
    },
  },
  {
    name: "changed after it was signed",
    reason: "tokenSignature",
    mint: async (issuer, claims) => {
      const [header, , signature] = (await issuer.mint(claims)).split(".");
      const body = Buffer.from(JSON.stringify({ ...claims, exp: now() + 9 * HOUR, admin: true }));
      return `${header}.${body.toString("base64url")}.${signature}`;
    },
  },
  { name: "that is none", reason: "tokenMalformed", mint: () => "abc" },
  { name: "of three empty parts", reason: "tokenMalformed", mint: () => ".." },
  {
    name: "of 12,000 characters",
    reason: "tokenMalformed",
    mint: () => "a".repeat(6_000).concat(".", "b".repeat(5_997), ".c"),
  },
];
