import type { Tenant } from "../../src/local/tenant.js";
import { asTenant, demoTenantFile } from "./running-bot.js";

interface Stage {
  primaryApprovers: object[];
  fallbackApprovers: object[];
  durationBeforeEscalation: string;
  durationBeforeAutomaticDenial: string;
  isApproverJustificationRequired: boolean;
}

interface TenantFile {
  users: { id: string; userPrincipalName: string; accountEnabled: boolean; managerId?: string }[];
  groups: { id: string; displayName: string; memberIds: string[] }[];
  directoryRoles: { displayName: string; memberIds: string[] }[];
  accessPackages: {
    id: string;
    displayName: string;
    assignmentPolicies: { id: string; allowOnBehalf?: boolean; stages: Stage[] }[];
  }[];
  riskyUsers: { id: string; riskLevel: string; riskState: string; riskDetail?: string }[];
  insiderRiskLevels: { id: string; level: string }[];
  controlConfigurations: Record<"idProtection" | "insiderRisk", Record<string, unknown>>;
}

/** The demo tenant's file with what a case needs changed. */
export class Variation {
  readonly file = demoTenantFile() as unknown as TenantFile;

  id(name: string): string {
    const user = this.file.users.find((u) => u.userPrincipalName.startsWith(`${name}@`));
    if (!user) throw new Error(`nobody is called ${name}`);
    return user.id;
  }

  user(name: string): object {
    return { kind: "user", id: this.id(name) };
  }

  /** Replaces the policy stages of a package; each has one primary approver. */
  stages(packageName: string, ...primaries: string[]): this {
    this.policy(packageName).stages = primaries.map((name) => this.stage([name], []));
    return this;
  }

  stage(primaries: string[], fallbacks: string[]): Stage {
    return {
      primaryApprovers: primaries.map((name) => this.user(name)),
      fallbackApprovers: fallbacks.map((name) => this.user(name)),
      durationBeforeEscalation: "PT5M",
      durationBeforeAutomaticDenial: "PT15M",
      isApproverJustificationRequired: false,
    };
  }

  policy(packageName: string) {
    const found = this.file.accessPackages.find((p) => p.displayName === packageName);
    const policy = found?.assignmentPolicies[0];
    if (!policy) throw new Error(`no package is called ${packageName}`);
    return policy;
  }

  packageId(name: string): string {
    const found = this.file.accessPackages.find((p) => p.displayName === name);
    if (!found) throw new Error(`no package is called ${name}`);
    return found.id;
  }

  role(name: string, ...members: string[]): this {
    const role = this.file.directoryRoles.find((r) => r.displayName === name);
    if (role) role.memberIds = members.map((member) => this.id(member));
    return this;
  }

  group(name: string, ...members: string[]): this {
    const group = this.file.groups.find((g) => g.displayName === name);
    if (group) group.memberIds = members.map((member) => this.id(member));
    return this;
  }

  disable(...names: string[]): this {
    for (const user of this.file.users)
      if (names.some((name) => user.id === this.id(name))) user.accountEnabled = false;
    return this;
  }

  settings(source: "idProtection" | "insiderRisk", change: Record<string, unknown>): this {
    Object.assign(this.file.controlConfigurations[source], change);
    return this;
  }

  insider(name: string, level: string): this {
    const id = this.id(name);
    const others = this.file.insiderRiskLevels.filter((entry) => entry.id !== id);
    this.file.insiderRiskLevels = [...others, { id, level }];
    return this;
  }

  tenant(): Tenant {
    return asTenant(this.file);
  }
}
