import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";

export interface MintOptions {
  /** Which of the issuer's keys signs; `key-1` unless said. */
  readonly keyId?: string;
  /** A key that is not the issuer's, under the id of one that is. */
  readonly signWith?: CryptoKey;
  readonly alg?: string;
  readonly header?: Readonly<Record<string, unknown>>;
}

type Behaviour = "answer" | "fail" | "hang" | "nonsense";

/** An issuer of tokens on this machine: OpenID metadata and keys over HTTP, as Microsoft serves them. */
export class LocalIssuer {
  readonly #keys = new Map<string, { privateKey: CryptoKey; publicKey: CryptoKey }>();
  readonly #endorsements = new Map<string, readonly string[]>();
  readonly #published = new Set<string>();
  readonly #server: Server;
  behaviour: Behaviour = "answer";
  /** Requests for the metadata and for the keys. */
  requests = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests += 1;
      if (this.behaviour === "hang") return;
      response.statusCode = this.behaviour === "fail" ? 503 : 200;
      if (this.behaviour !== "answer") return void response.end('{"keys":"none"}');
      void this.#answer(request.url ?? "").then((body) => response.end(JSON.stringify(body)));
    });
  }

  static async start(endorsements: readonly string[] = []): Promise<LocalIssuer> {
    const issuer = new LocalIssuer();
    await new Promise<void>((resolve) => issuer.#server.listen(0, "127.0.0.1", resolve));
    await issuer.addKey("key-1", endorsements);
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get metadataUrl(): string {
    return `${this.url}/metadata`;
  }

  async addKey(keyId: string, endorsements: readonly string[] = []): Promise<void> {
    this.#keys.set(keyId, await generateKeyPair("RS256", { extractable: true }));
    this.#endorsements.set(keyId, endorsements);
    this.#published.add(keyId);
  }

  withdrawKey(keyId: string): void {
    this.#published.delete(keyId);
  }

  /** The public half, as anybody can read it. */
  async publicKeyOf(keyId: string) {
    return exportJWK(this.#pair(keyId).publicKey);
  }

  async mint(
    claims: Readonly<Record<string, unknown>>,
    options: MintOptions = {},
  ): Promise<string> {
    const kid = options.keyId ?? "key-1";
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ iat: now, nbf: now - 60, exp: now + 3_600, ...claims })
      .setProtectedHeader({ alg: options.alg ?? "RS256", kid, typ: "JWT", ...options.header })
      .sign(options.signWith ?? this.#pair(kid).privateKey);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #pair(keyId: string) {
    const pair = this.#keys.get(keyId);
    if (!pair) throw new Error(`the issuer has no ${keyId}`);
    return pair;
  }

  async #answer(path: string): Promise<unknown> {
    if (path === "/metadata") return { issuer: this.url, jwks_uri: `${this.url}/keys` };
    const published = [...this.#published].map(async (kid) => {
      const endorsements = this.#endorsements.get(kid) ?? [];
      const key = await this.publicKeyOf(kid);
      return { ...key, kid, use: "sig", ...(endorsements.length > 0 && { endorsements }) };
    });
    return { keys: await Promise.all(published) };
  }
}

/** A token that says what it likes and is signed by nobody, or with a secret. */
export function forgeToken(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  signature = "",
): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}.${signature}`;
}
