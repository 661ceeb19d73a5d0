import type { Feature } from "./operation.js";

export interface FeatureWords {
  /** What the bot can do. */
  readonly title: string;
  /** What happens without it, as a whole sentence. */
  readonly without: string;
  /** It is needed only by those who switch it on, or makes cards richer. */
  readonly isOptional: boolean;
}

/** What the operations of Graph are for, in the words of an administrator. */
export const FEATURES: Readonly<Record<Feature, FeatureWords>> = {
  people: {
    title: "people, groups and roles",
    without: "No approver can be found and nobody can decide: what cannot be read means no.",
    isOptional: false,
  },
  eligibleHolders: {
    title: "people who may activate a role",
    without: "With ROLE_HOLDERS=eligible no role can be resolved.",
    isOptional: true,
  },
  riskLevels: {
    title: "risk levels of ID Protection",
    without:
      "Every level of ID Protection counts as one that could not be read (whenRiskUnavailable decides).",
    isOptional: false,
  },
  riskDetections: {
    title: "what ID Protection detected",
    without: "Cards show the level without what was detected.",
    isOptional: true,
  },
  catalog: {
    title: "access packages and their policies",
    without: "Packages and policies are not known by name, and no request can be planned.",
    isOptional: false,
  },
  gate: {
    title: "the gate in front of Microsoft Entra",
    without: "No outcome reaches Entra: its requests wait until their time is over.",
    isOptional: false,
  },
  controls: {
    title: "Entra's own risk controls",
    without: "Settings do not show what Entra itself reviews.",
    isOptional: true,
  },
  installation: {
    title: "reaching people who have not opened the bot",
    without: "Approvers hear nothing until they install the bot themselves.",
    isOptional: true,
  },
};
