/** Hosts behind which Microsoft runs the connector, national clouds included. */
const MICROSOFT_HOSTS = [
  "botframework.azure.cn",
  "botframework.azure.us",
  "botframework.com",
  "botframework.us",
  "smba.trafficmanager.net",
  "teams.microsoft.com",
  "teams.microsoft.us",
];

/**
 * Whether the bot may send to a service URL: its token and the cards go there.
 * Loopback always; Microsoft's connector over https only with credentials, because local mode
 * has no business outside the machine.
 */
export function isTrustedServiceUrl(serviceUrl: string, hasCredentials: boolean): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  if (isLoopback(hostname)) return protocol === "http:" || protocol === "https:";
  if (!hasCredentials || protocol !== "https:") return false;
  return MICROSOFT_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
