import { openGraphPorts, openLocalPorts } from "./choose-ports.js";
import {
  type Config,
  EXIT_CONFIG,
  formatConfigProblems,
  isConfigProblems,
  readConfig,
} from "./config.js";
import { isTenantProblems, type Tenant } from "./local/tenant.js";
import { formatTenantProblems, loadTenant } from "./local/tenant-file.js";
import { createLog } from "./log.js";
import { openStore } from "./open-store.js";
import { openWindows } from "./open-windows.js";
import { seedConfigurations } from "./service/control-snapshot.js";
import { startRiskgate } from "./start-riskgate.js";
import { StartRefusedError } from "./store/start-refused-error.js";
import { createTrust } from "./trust.js";

/** A stop that takes longer than this is cut off. Milliseconds. */
const STOP_PATIENCE = 10_000;

const config = readConfig(process.env);
if (isConfigProblems(config)) fail(formatConfigProblems(config), EXIT_CONFIG);

await run(
  config,
  config.tenantFile === undefined ? undefined : await readTenant(config.tenantFile, config),
);

/** @param tenant undefined where people and packages come from Microsoft Entra */
async function run(config: Config, tenant: Tenant | undefined): Promise<void> {
  const log = createLog(config.logLevel);
  process.on("unhandledRejection", (err) => {
    log.fatal({ err }, "a promise was rejected that nobody waits for; the process ends");
    process.exit(1);
  });
  const tenantId = tenant?.tenantId ?? config.credentials?.tenantId ?? "";
  const store = await openStore(config, tenantId, log).catch((error: unknown) => {
    if (!(error instanceof StartRefusedError)) throw error;
    return fail(`${error.message}\n`, 1);
  });
  const { stop: stopPorts, ...ports } = tenant
    ? openLocalPorts(tenant, store, log)
    : await openGraphPorts(config, store, log);
  const riskgate = startRiskgate({
    tenantId,
    store,
    ...ports,
    trust: config.credentials && config.trust && createTrust(config.credentials, config.trust),
    sendLimits: config.sendLimits,
    log,
    retention: config.retention,
    metricsToken: config.metricsToken,
  });
  if (tenant) await seedConfigurations(riskgate.context, tenant.controlSettings);
  const { port } = await riskgate.listen(config.host, config.port).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      `The address ${config.host}:${config.port} cannot be used: ${reason}\nFree it, or set PORT.\n`,
      1,
    );
  });
  log.info({ port, host: config.host, isLocal: config.isLocal, isEntra: !tenant }, "listening");
  const windows =
    tenant && config.isPlaygroundOn
      ? openWindows(riskgate.context, tenant, config, port, log)
      : undefined;

  const stop = (signal: string): void => {
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(0), STOP_PATIENCE).unref();
    const ends = [windows?.then((open) => open.stop()), riskgate.stop(), stopPorts()];
    void Promise.allSettled(ends).then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function readTenant(file: string, { credentials }: Config): Promise<Tenant> {
  const expectedTenantId = credentials?.tenantId.toLowerCase();
  const tenant = await loadTenant(file, expectedTenantId === undefined ? {} : { expectedTenantId });
  return isTenantProblems(tenant) ? fail(formatTenantProblems(file, tenant), EXIT_CONFIG) : tenant;
}

function fail(text: string, code: number): never {
  process.stderr.write(text);
  process.exit(code);
}
