// The built program in front of a local Graph, as a process of its own. `KILL_AT` is where it ends itself with SIGKILL:
// `before` a resume is sent, or `after` Graph has taken it and before its answer is read.
import { pathToFileURL } from "node:url";

const { BUILD = "", FOLDER = "", GRAPH = "", TOKEN = "", TENANT = "", KILL_AT } = process.env;
const realFetch = globalThis.fetch;
globalThis.fetch = async (...call) => {
  const isResume = String(call[0]).endsWith("/resume");
  if (isResume && KILL_AT === "before") process.kill(process.pid, "SIGKILL");
  const answer = await realFetch(...call);
  if (isResume && KILL_AT === "after") process.kill(process.pid, "SIGKILL");
  return answer;
};

/** @param {string} path */
const load = (path) => import(pathToFileURL(`${BUILD}/${path}`).href);
const { openEmbeddedStore } = await load("store/lowdb/open-embedded-store.js");
const { openEntraPorts } = await load("entra/entra-ports.js");
const { startRiskgate } = await load("start-riskgate.js");
const { createLog } = await load("log.js");

const log = createLog("silent");
const store = await openEmbeddedStore({ folder: FOLDER, tenantId: TENANT });
const { stop: stopPorts, ...ports } = openEntraPorts({
  ...{ cloud: "public", root: GRAPH, token: async () => TOKEN, countsEligible: false },
  ...{ extensions: [], denial: "denied", log, now: () => store.now() },
});
const parts = { tenantId: TENANT, store, ...ports, trust: undefined, sendLimits: "off", log };
const riskgate = startRiskgate(parts);
const { port } = await riskgate.listen("127.0.0.1", 0);
process.once("SIGTERM", async () => {
  await riskgate.stop();
  await stopPorts();
  process.exit(0);
});
process.send?.({ port });
