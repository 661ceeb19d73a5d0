import { randomUUID } from "node:crypto";
import { demoTenantFile } from "../story/running-bot.js";

export interface CompanyPerson {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

export function riskyPeople(count: number): CompanyPerson[] {
  return Array.from({ length: count }, (_, i) => ({
    id: randomUUID(),
    displayName: `Person ${i}`,
    userPrincipalName: `person-${i}@contoso.example`,
  }));
}

/** The demo company with more risky people, and deadlines that pass while a test runs unless said otherwise. */
export function companyWith(
  people: readonly CompanyPerson[],
  deadlines: object = {
    durationBeforeEscalation: "PT3S",
    durationBeforeAutomaticDenial: "PT6S",
  },
): Record<string, unknown> {
  const file = demoTenantFile() as Record<string, unknown[]> & {
    controlConfigurations: Record<string, object>;
  };
  file.users?.push(...people);
  file.riskyUsers?.push(
    ...people.map(({ id }) => ({ id, riskLevel: "high", riskState: "atRisk" })),
  );
  const idProtection = { ...file.controlConfigurations.idProtection, ...deadlines };
  return { ...file, controlConfigurations: { ...file.controlConfigurations, idProtection } };
}

/** A small generator with a seed, so that a failing run can be told by its number. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
