import { SECOND } from "../approval/instant.js";
import { signClientAssertion } from "../tokens/client-assertion.js";
import type { GraphCloud } from "./graph-clouds.js";
import type { TokenSource } from "./token-source.js";

/** Who the bot is towards Microsoft Graph. Holds secrets: never logged. */
export type GraphCredential =
  | Application<"secret", { readonly secret: string }>
  | Application<"certificate", { readonly thumbprint: string; readonly privateKey: string }>
  /** A PEM file with the certificate and its private key, read again for every new token. */
  | Application<"certificateFile", { readonly path: string; readonly password?: string }>
  /** A file that the platform renews, such as a Kubernetes service account's. */
  | Application<"workloadIdentity", { readonly tokenFile: string }>
  | { readonly kind: "managedIdentity"; readonly clientId: string };

type Application<K extends string, T> = T & {
  readonly kind: K;
  readonly tenantId: string;
  readonly clientId: string;
};

/** No token was given. The code is Microsoft's (`AADSTS7000215`) where there is one; the message is dropped. */
export class TokenRefusedError extends Error {
  override readonly name = "TokenRefusedError";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A token that takes longer is not waited for. Milliseconds. */
const TOKEN_PATIENCE = 15 * SECOND;

/**
 * Tokens for Graph by @azure/identity, which keeps them while they are valid; however many calls wait, one token is asked
 * for at a time. The package is loaded here: local mode needs none of it.
 */
export async function createTokenSource(
  credential: GraphCredential,
  cloud: GraphCloud,
): Promise<TokenSource> {
  const source = await openCredential(credential, cloud.authorityHost);
  const scope = `${cloud.root}/.default`;
  const ask = async (): Promise<string> => {
    const abortSignal = AbortSignal.timeout(TOKEN_PATIENCE);
    const token = await source.getToken(scope, { abortSignal }).catch((error: unknown) => {
      throw new TokenRefusedError(codeOf(error));
    });
    if (!token) throw new TokenRefusedError("noToken");
    return token.token;
  };
  let underway: Promise<string> | undefined;
  return () => {
    underway ??= ask().finally(() => {
      underway = undefined;
    });
    return underway;
  };
}

async function openCredential(credential: GraphCredential, authorityHost: string) {
  const identity = await import("@azure/identity");
  const options = { authorityHost };
  switch (credential.kind) {
    case "secret": {
      const { tenantId, clientId, secret } = credential;
      return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
    }
    case "certificate": {
      const { tenantId, clientId } = credential;
      const audience = `${authorityHost}/${tenantId}/oauth2/v2.0/token`;
      const assert = () => signClientAssertion(credential, clientId, audience);
      return new identity.ClientAssertionCredential(tenantId, clientId, assert, options);
    }
    case "certificateFile": {
      const { tenantId, clientId, path, password } = credential;
      const file = {
        certificatePath: path,
        ...(password !== undefined && { certificatePassword: password }),
      };
      return new identity.ClientCertificateCredential(tenantId, clientId, file, options);
    }
    case "workloadIdentity": {
      const { tenantId, clientId, tokenFile } = credential;
      return new identity.WorkloadIdentityCredential({
        tenantId,
        clientId,
        tokenFilePath: tokenFile,
        ...options,
      });
    }
    case "managedIdentity":
      return new identity.ManagedIdentityCredential({ clientId: credential.clientId });
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return /AADSTS\d+/.exec(error.message)?.[0] ?? error.name;
}
