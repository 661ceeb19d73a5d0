/** What a node sets on its connections by itself: its safeguards rest on it, and in the URL it would win over them. */
const OWN_SETTINGS = new Set([
  "application_name",
  "client_encoding",
  "idle_in_transaction_session_timeout",
  "lock_timeout",
  "query_timeout",
  "statement_timeout",
]);
/** As in `-c name=value` and `--name=value`. */
const OPTION = /(?:-c\s*|--)([\w-]+)\s*=/g;

export const URL_REMEDY =
  "Leave it out, as in postgres://riskgate@db.example/riskgate?sslmode=verify-full; other options are allowed.";

export const ADDRESS_REMEDY =
  "It has to be that of a PostgreSQL database, such as postgres://riskgate@db.example/riskgate.";

/** Whether it is an address with a host, and not what the driver would make of anything else by its defaults. */
export function isDatabaseUrl(url: string): boolean {
  return /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url);
}

/** The settings of a database URL, also in its `options`, that only the bot may make. */
export function ownSettingsIn(url: string): readonly string[] {
  // Without a host, as in postgres://riskgate@/riskgate?host=/var/run/postgresql, the driver puts one in as well.
  const named = URL.canParse(url) ? url : url.replace(/@(?=[:/?]|$)/, "@host");
  if (!URL.canParse(named)) return [];
  const { searchParams } = new URL(named);
  const options = searchParams
    .getAll("options")
    .flatMap((text) => [...text.matchAll(OPTION)])
    .map(([, name = ""]) => name.replaceAll("-", "_").toLowerCase());
  return [...new Set([...searchParams.keys(), ...options])].filter((name) =>
    OWN_SETTINGS.has(name),
  );
}
