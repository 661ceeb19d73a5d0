import type { Operation } from "./operation.js";

/** OData options of a call, such as `$select`. */
export type Query = Readonly<Record<string, string>>;

/** The address of a call. Every value is encoded, so that none can lead to another operation. */
export function addressOf(
  root: string,
  { version, path }: Operation,
  values: Readonly<Record<string, string>>,
  query: Query,
): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeValue(values[name] ?? ""));
  const search = Object.entries(query).map(
    ([name, value]) =>
      `${encodeURIComponent(name).replace("%24", "$")}=${encodeURIComponent(value)}`,
  );
  return new URL(`${root}/${version}${filled}${search.length > 0 ? `?${search.join("&")}` : ""}`);
}

/** An empty value or one of dots only would make the path of another operation. */
function encodeValue(value: string): string {
  if (/^\.*$/.test(value))
    throw new RangeError("A path of Graph cannot hold an empty value or dots.");
  return encodeURIComponent(value);
}

/** The next page, if it is where the pages of this operation are; a token goes nowhere else. */
export function nextAddress(link: string, root: string, { version }: Operation): URL | undefined {
  if (!URL.canParse(link)) return undefined;
  const next = new URL(link);
  const isSame =
    next.origin === new URL(root).origin && next.username === "" && next.password === "";
  return isSame && next.pathname.startsWith(`/${version}/`) ? next : undefined;
}

/** Text as it stands in a `$filter`, with its quotes. */
export function filterText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
