import { EXIT_CONFIG, formatConfigProblems, isConfigProblems, readConfig } from "./config.js";
import { describeFindings } from "./entra/doctor-report.js";
import { examineApprovers } from "./entra/examine-approvers.js";
import { examineGraph } from "./entra/examine-graph.js";
import { createGraphClient } from "./entra/graph-client.js";
import { GRAPH_CLOUDS } from "./entra/graph-clouds.js";
import { createTokenSource } from "./entra/graph-credential.js";
import { createLog } from "./log.js";
import { readNamedApprovers } from "./named-approvers.js";

process.exitCode = await run();

/** Says what works in Microsoft Entra and what is missing. 0: all that is needed works. Changes nothing. */
async function run(): Promise<number> {
  const config = readConfig(process.env);
  if (isConfigProblems(config)) {
    process.stderr.write(formatConfigProblems(config));
    return EXIT_CONFIG;
  }
  const { graph: access, trust, credentials } = config;
  if (!access || !trust || !credentials) {
    process.stderr.write(
      "Nothing to examine: people and packages come from a tenant file.\n" +
        "Set MicrosoftAppId, MicrosoftAppType, MicrosoftAppTenantId and MicrosoftAppPassword, and remove TENANT_FILE.\n",
    );
    return EXIT_CONFIG;
  }
  const cloud = GRAPH_CLOUDS[trust.cloud];
  const token = await createTokenSource(access.identity, cloud);
  const graph = createGraphClient({ root: cloud.root, token, log: createLog("silent") });
  const findings = await examineGraph(graph, token);
  const { countsEligible } = access;
  const { named, note } = await readNamedApprovers(config);
  const isReachable = findings.kind === "examined";
  const approvers = isReachable ? await examineApprovers({ graph, countsEligible }, named) : [];
  const subject = {
    tenantId: credentials.tenantId,
    appId: access.identity.clientId,
    root: cloud.root,
    isManagedIdentity: access.identity.kind === "managedIdentity",
    countsEligible,
  };
  const report = describeFindings(findings, subject, { findings: approvers, note });
  process.stdout.write(report.text);
  return report.isWell ? 0 : 1;
}
