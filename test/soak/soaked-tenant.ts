import { randomUUID } from "node:crypto";
import { demoTenantFile } from "../story/running-bot.js";

/** The demo company with many risky people, and deadlines of seconds in every stage. */
export function soakedTenant(people: number): {
  readonly content: Record<string, unknown>;
  readonly ids: readonly string[];
} {
  const file = demoTenantFile() as Record<string, unknown[]> & {
    controlConfigurations: Record<string, object>;
  };
  const ids = Array.from({ length: people }, () => randomUUID());
  file.users?.push(
    ...ids.map((id, i) => ({
      id,
      displayName: `Person ${i}`,
      userPrincipalName: `person-${i}@contoso.example`,
    })),
  );
  file.riskyUsers?.push(...ids.map((id) => ({ id, riskLevel: "high", riskState: "atRisk" })));
  const deadlines = { durationBeforeEscalation: "PT10S", durationBeforeAutomaticDenial: "PT20S" };
  const controls = file.controlConfigurations;
  const idProtection = { ...controls.idProtection, ...deadlines };
  const short = (key: string, value: unknown) =>
    key === "stages" ? (value as object[]).map((stage) => ({ ...stage, ...deadlines })) : value;
  const packages = JSON.parse(JSON.stringify(file.accessPackages), short);
  return {
    content: {
      ...file,
      accessPackages: packages,
      controlConfigurations: { ...controls, idProtection },
    },
    ids,
  };
}
