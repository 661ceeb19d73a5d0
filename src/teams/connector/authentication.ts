import { ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { MAX_KEPT_CONNECTORS } from "../limits.js";
import { isTrustedServiceUrl } from "./service-url.js";
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

/** The connector of an activity or a stored address is neither Microsoft's nor on this machine. */
export class UntrustedServiceUrl extends Error {
  override readonly name = "UntrustedServiceUrl";
}

/**
 * The SDK's authentication with connectors that send once, to trusted hosts, and are reused:
 * building one costs more than a turn.
 */
export class SingleAttemptAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #hasCredentials: boolean;
  readonly #timeout: number;
  readonly #connections = createConnections();
  readonly #connectors = new Map<string, ConnectorClient>();
  #userTokenClient: UserTokenClient | undefined;

  constructor(credentials: BotCredentials | undefined, timeout: number) {
    super(credentials ? toSettings(credentials) : {});
    this.#hasCredentials = credentials !== undefined;
    this.#timeout = timeout;
  }

  override async authenticateRequest(
    ...parameters: Parameters<Base["authenticateRequest"]>
  ): Promise<AuthenticateRequestResult> {
    const result = await super.authenticateRequest(...parameters);
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
    if (!isTrustedServiceUrl(serviceUrl, this.#hasCredentials)) {
      throw new UntrustedServiceUrl("The service URL is not one that the bot sends to.");
    }
    const key = JSON.stringify([serviceUrl, audience]);
    const kept = this.#connectors.get(key);
    if (kept) return kept;
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

function toSettings(credentials: BotCredentials): Record<string, string> {
  const { appId, appType, tenantId, password, certificate } = credentials;
  return {
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
