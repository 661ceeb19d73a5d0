import { StartRefusedError } from "../start-refused-error.js";

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

/** Throws StartRefusedError for what is no address with a host: the driver would go by its defaults, to some database. */
export function checkAddress(url: string): void {
  if (/^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)) return;
  throw new StartRefusedError(
    "inaccessible",
    "The address of the database cannot be used.",
    "It has to be that of a PostgreSQL database, such as postgres://riskgate@db.example/riskgate.",
  );
}

/** Host and name of a database, without who uses it and how: `db.example:5433/riskgate`. Throws as `checkAddress`. */
export function databaseOf(url: string): string {
  checkAddress(url);
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
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
