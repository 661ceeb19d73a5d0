import { ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { MAX_KEPT_CONNECTORS } from "../limits.js";
import {
  type ChannelTokenProblem,
  type ChannelTokens,
  createChannelTokens,
  UntrustedActivity,
} from "./channel-token.js";
import type { ChannelTrust } from "./channel-trust.js";
import { type TrustsServiceUrl, trustLoopback } from "./service-url.js";
import {
  type ConnectorClient,
  type ConnectorFactory,
  createConnections,
  limitToOneAttempt,
} from "./single-attempt.js";

type Base = ConfigurationBotFrameworkAuthentication;
type ClaimsIdentity = Parameters<Base["createConnectorFactory"]>[0];
type UserTokenClient = Awaited<ReturnType<Base["createUserTokenClient"]>>;
export type AuthenticateRequestResult = Awaited<ReturnType<Base["authenticateRequest"]>>;

/** An app registration of type SingleTenant (password or certificate) or UserAssignedMSI. */
export interface BotCredentials {
  readonly appId: string;
  readonly appType: "SingleTenant" | "UserAssignedMSI";
  readonly tenantId: string;
  readonly password?: string | undefined;
  readonly certificate?: { readonly thumbprint: string; readonly privateKey: string } | undefined;
}

/** How Teams comes in and is answered, outside local mode. */
export interface TeamsEntry {
  readonly credentials: BotCredentials;
  readonly trust: ChannelTrust;
}

/** The connector of an activity or a stored address is not one that the bot sends to. */
export class UntrustedServiceUrl extends Error {
  override readonly name = "UntrustedServiceUrl";
}

/**
 * The SDK's authentication with connectors that send once, to trusted hosts, and are reused:
 * building one costs more than a turn.
 */
export class SingleAttemptAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #tokens: ChannelTokens | undefined;
  readonly #trustsServiceUrl: TrustsServiceUrl;
  readonly #timeout: number;
  readonly #connections = createConnections();
  readonly #connectors = new Map<string, ConnectorClient>();
  #userTokenClient: UserTokenClient | undefined;

  /** Without an entry, in local mode, nothing is authenticated and loopback alone is sent to. */
  constructor(entry: TeamsEntry | undefined, timeout: number) {
    super(entry ? toSettings(entry) : {});
    this.#tokens = entry && createChannelTokens(entry.credentials.appId, entry.trust);
    this.#trustsServiceUrl = entry?.trust.trustsServiceUrl ?? trustLoopback;
    this.#timeout = timeout;
  }

  /** By the head of a request alone; undefined when Teams speaks, and in local mode. */
  async problemOf(authorization: string | undefined): Promise<ChannelTokenProblem | undefined> {
    return this.#tokens?.problemOf(authorization);
  }

  override async authenticateRequest(
    ...parameters: Parameters<Base["authenticateRequest"]>
  ): Promise<AuthenticateRequestResult> {
    await this.#tokens?.check(...parameters);
    const result = await withinTime(super.authenticateRequest(...parameters), this.#timeout);
    const { connectorFactory } = result;
    return connectorFactory
      ? { ...result, connectorFactory: this.#limit(connectorFactory) }
      : result;
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return this.#limit(super.createConnectorFactory(identity));
  }

  /** The SDK makes one for every turn; this bot signs nobody in, and one is enough. */
  override async createUserTokenClient(identity: ClaimsIdentity): Promise<UserTokenClient> {
    this.#userTokenClient ??= await super.createUserTokenClient(identity);
    return this.#userTokenClient;
  }

  #limit(factory: ConnectorFactory): ConnectorFactory {
    return { create: (serviceUrl, audience) => this.#connect(factory, serviceUrl, audience) };
  }

  async #connect(
    factory: ConnectorFactory,
    serviceUrl: string,
    audience?: string,
  ): Promise<ConnectorClient> {
    const key = JSON.stringify([serviceUrl, audience]);
    // Only what is trusted is kept, and what is trusted stays so.
    const kept = this.#connectors.get(key);
    if (kept) return kept;
    if (!this.#trustsServiceUrl(serviceUrl)) {
      throw new UntrustedServiceUrl("The service URL is not one that the bot sends to.");
    }
    const made = await factory.create(serviceUrl, audience);
    const client = limitToOneAttempt(made, this.#timeout, this.#connections);
    const oldest = this.#connectors.keys().next();
    if (this.#connectors.size >= MAX_KEPT_CONNECTORS && !oldest.done) {
      this.#connectors.delete(oldest.value);
    }
    this.#connectors.set(key, client);
    return client;
  }
}

function toSettings({ credentials, trust }: TeamsEntry): Record<string, string> {
  const { appId, appType, tenantId, password, certificate } = credentials;
  return {
    ToBotFromChannelTokenIssuer: trust.issuer,
    ToBotFromChannelOpenIdMetadataUrl: trust.metadataUrl,
    // Tokens of the Emulator are refused before the SDK sees them; it must not read keys elsewhere either.
    ToBotFromEmulatorOpenIdMetadataUrl: trust.metadataUrl,
    ToChannelFromBotLoginUrl: trust.loginUrl,
    ToChannelFromBotOAuthScope: trust.scope,
    OAuthUrl: trust.oAuthUrl,
    CallerId: trust.callerId,
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: tenantId,
    ...(password === undefined ? {} : { MicrosoftAppPassword: password }),
    ...(certificate === undefined
      ? {}
      : {
          CertificateThumbprint: certificate.thumbprint,
          CertificatePrivateKey: certificate.privateKey,
        }),
  };
}

/** The SDK reads keys without a limit of its own. */
async function withinTime<T>(work: Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UntrustedActivity("keysUnavailable")), timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
