import {
  type Config,
  EXIT_CONFIG,
  formatConfigProblems,
  isConfigProblems,
  readConfig,
} from "./config.js";
import { createLocalCatalog } from "./local/local-catalog.js";
import { createLocalFulfilment } from "./local/local-fulfilment.js";
import { createLocalPeople } from "./local/local-people.js";
import { createLocalRiskSignals } from "./local/local-risk-signals.js";
import { isTenantProblems, type Tenant } from "./local/tenant.js";
import { formatTenantProblems, loadTenant } from "./local/tenant-file.js";
import { createLog, type Log } from "./log.js";
import { openWindows } from "./open-windows.js";
import { seedConfigurations } from "./service/control-snapshot.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import { startRiskgate } from "./start-riskgate.js";
import { openEmbeddedStore } from "./store/lowdb/open-embedded-store.js";
import { StartRefusedError } from "./store/start-refused-error.js";
import { createTrust } from "./trust.js";

/** A stop that takes longer than this is cut off. Milliseconds. */
const STOP_PATIENCE = 10_000;

const config = readConfig(process.env);
if (isConfigProblems(config)) fail(formatConfigProblems(config), EXIT_CONFIG);

const expectedTenantId = config.credentials?.tenantId.toLowerCase();
const tenant = await loadTenant(
  config.tenantFile,
  expectedTenantId === undefined ? {} : { expectedTenantId },
);
if (isTenantProblems(tenant)) fail(formatTenantProblems(config.tenantFile, tenant), EXIT_CONFIG);
await run(config, tenant);

async function run(config: Config, tenant: Tenant): Promise<void> {
  const log = createLog(config.logLevel);
  process.on("unhandledRejection", (err) => {
    log.fatal({ err }, "a promise was rejected that nobody waits for; the process ends");
    process.exit(1);
  });
  const store = await openStore(config, tenant, log);
  const riskgate = startRiskgate({
    tenantId: tenant.tenantId,
    store,
    people: createLocalPeople(tenant),
    signals: createLocalRiskSignals(tenant, () => store.now()),
    catalog: createLocalCatalog(tenant),
    fulfilment: createLocalFulfilment((fields, message) => log.info(fields, message)),
    trust: config.credentials && config.trust && createTrust(config.credentials, config.trust),
    sendLimits: config.sendLimits,
    log,
    retention: config.retention,
  });
  await seedConfigurations(riskgate.context, tenant.controlSettings);
  const { port } = await riskgate.listen(config.host, config.port).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      `The address ${config.host}:${config.port} cannot be used: ${reason}\nFree it, or set PORT.\n`,
      1,
    );
  });
  log.info({ port, host: config.host, isLocal: config.isLocal }, "listening");
  const windows = config.isPlaygroundOn
    ? openWindows(riskgate.context, tenant, config, port, log)
    : undefined;

  const stop = (signal: string): void => {
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(0), STOP_PATIENCE).unref();
    void Promise.allSettled([windows?.then((open) => open.stop()), riskgate.stop()]).then(() =>
      process.exit(0),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function openStore(config: Config, tenant: Tenant, log: Log): Promise<AuditedStore> {
  try {
    return await openEmbeddedStore({
      folder: config.dataDir,
      tenantId: tenant.tenantId,
      onProblem: (problem) =>
        problem
          ? log.error({ problem }, "the store is not ready")
          : log.info({}, "the store is ready again"),
      log: (message) => log.info({}, message),
    });
  } catch (error) {
    if (!(error instanceof StartRefusedError)) throw error;
    return fail(`${error.message}\n`, 1);
  }
}

function fail(text: string, code: number): never {
  process.stderr.write(text);
  process.exit(code);
}
