import type { OutsideTrust } from "./config/outside-trust.js";
import type { CallerTrust } from "./http/authorize-by-token.js";
import type { TeamsEntry } from "./teams/connector/authentication.js";
import { trustCloud } from "./teams/connector/channel-trust.js";

/** Who may speak to the bot outside local mode, and where it sends. */
export interface Trust {
  /** Teams. */
  readonly teams: TeamsEntry;
  /** Whoever hands in access requests over HTTP. */
  readonly callers: CallerTrust;
  /** Whoever reports insider risk levels: the same applications, with a role of its own. */
  readonly levelReporters: CallerTrust;
}

const LOGIN_HOSTS = {
  public: "login.microsoftonline.com",
  usGovernment: "login.microsoftonline.us",
  usGovernmentDoD: "login.microsoftonline.us",
} as const;

/** Microsoft's addresses for what the environment says. The tenant is the bot's own. */
export function createTrust(credentials: TeamsEntry["credentials"], outside: OutsideTrust): Trust {
  const { cloud, serviceUrlHosts, audiences, callers, role, levelRole } = outside;
  const { tenantId } = credentials;
  const authority = `https://${LOGIN_HOSTS[cloud]}/${tenantId}/v2.0`;
  const applications = {
    metadataUrl: `${authority}/.well-known/openid-configuration`,
    issuers: [authority, `https://sts.windows.net/${tenantId}/`],
    audiences,
    tenantId,
    callers,
  };
  return {
    teams: { credentials, trust: trustCloud(cloud, serviceUrlHosts) },
    callers: { ...applications, role },
    levelReporters: { ...applications, role: levelRole },
  };
}
