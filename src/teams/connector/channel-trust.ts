import { MICROSOFT_HOSTS, type TrustsServiceUrl, trustHosts } from "./service-url.js";

/** The Bot Framework of one cloud: who signs for Teams, whom the bot gets its own token from, where it may send. */
export interface ChannelTrust {
  /** `iss` of the tokens that Teams sends. */
  readonly issuer: string;
  /** Address of the issuer's OpenID metadata. */
  readonly metadataUrl: string;
  readonly loginUrl: string;
  readonly scope: string;
  readonly oAuthUrl: string;
  readonly callerId: string;
  readonly trustsServiceUrl: TrustsServiceUrl;
}

export type Cloud = "public" | "usGovernment" | "usGovernmentDoD";

type Addresses = Omit<ChannelTrust, "trustsServiceUrl">;

const US_GOVERNMENT: Addresses = {
  issuer: "https://api.botframework.us",
  metadataUrl: "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
  loginUrl: "https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us",
  scope: "https://api.botframework.us",
  oAuthUrl: "https://api.botframework.azure.us",
  callerId: "urn:botframework:azureusgov",
};

/** Microsoft's addresses (Bot Framework: configure a bot for a cloud). GCC is part of the public cloud. */
const CLOUDS: Readonly<Record<Cloud, Addresses>> = {
  public: {
    issuer: "https://api.botframework.com",
    metadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    loginUrl: "https://login.microsoftonline.com/botframework.com",
    scope: "https://api.botframework.com",
    oAuthUrl: "https://api.botframework.com",
    callerId: "urn:botframework:azure",
  },
  usGovernment: US_GOVERNMENT,
  usGovernmentDoD: US_GOVERNMENT,
};

/** The trust in a cloud of Microsoft. `hosts` are the only ones the bot sends to, instead of Microsoft's. */
export function trustCloud(cloud: Cloud, hosts: readonly string[] = MICROSOFT_HOSTS): ChannelTrust {
  return { ...CLOUDS[cloud], trustsServiceUrl: trustHosts(hosts) };
}
