import { fork } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
      // A file of its own: it is renamed when it is written, and a device would be replaced.
      M365_AGENTS_PLAYGROUND_LOGFILE: join(mkdtempSync(join(tmpdir(), "riskgate-window-")), "log"),
    },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  },
);
child.stdout?.once("data", () => process.send?.({ childId: child.pid }));
