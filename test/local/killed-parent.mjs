import { fork } from "node:child_process";
import { pathToFileURL } from "node:url";

// A bot that starts one window and waits to be killed.
const [program = "", botEndpoint = ""] = process.argv.slice(2);
const child = fork(
  pathToFileURL(program),
  ["start", "--app-endpoint", botEndpoint, "--port", "0", "--disable-telemetry"],
  {
    env: {
      ...process.env,
      TEAMSAPPTESTER_BROWSER: "none",
      M365_AGENTS_PLAYGROUND_LOGFILE: "/dev/null",
    },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  },
);
child.stdout?.once("data", () => process.send?.({ childId: child.pid }));
