/** Hosts behind which Microsoft runs the connector, national clouds included. Their subdomains count. */
export const MICROSOFT_HOSTS: readonly string[] = [
  "botframework.azure.cn",
  "botframework.azure.us",
  "botframework.com",
  "botframework.us",
  "smba.trafficmanager.net",
  "teams.microsoft.com",
  "teams.microsoft.us",
];

/** Whether the bot may send to a service URL: its token and the cards go there. */
export type TrustsServiceUrl = (serviceUrl: string) => boolean;

/** Local mode, which has no token and no business outside the machine: loopback alone. */
export const trustLoopback: TrustsServiceUrl = (serviceUrl) => {
  const url = parse(serviceUrl);
  return url !== undefined && isLoopback(url.hostname) && /^https?:$/.test(url.protocol);
};

/**
 * With credentials: https on its own port to one of the hosts or a subdomain. The bot's token never goes to an address
 * that an activity makes up, this machine included.
 */
export function trustHosts(hosts: readonly string[]): TrustsServiceUrl {
  return (serviceUrl) => {
    const url = parse(serviceUrl);
    if (url?.protocol !== "https:" || url.port !== "") return false;
    return hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  };
}

/** An address that every reader reads alike: no backslash, no space, nothing invisible, no name and password. */
function parse(serviceUrl: string): URL | undefined {
  if (!/^[!-[\]-~]+$/.test(serviceUrl) || !URL.canParse(serviceUrl)) return undefined;
  const url = new URL(serviceUrl);
  return url.username === "" && url.password === "" ? url : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
