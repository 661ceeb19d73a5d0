import { z } from "zod";
import { personSchema } from "./approver.js";
import { type ControlSettings, controlSettingsSchema } from "./control-settings.js";
import { instantSchema } from "./instant.js";
import { noticeCountsSchema, noticeSchema } from "./notice.js";
import { riskSourceSchema } from "./risk.js";

const settingsSchema = z.union([
  controlSettingsSchema("idProtection"),
  controlSettingsSchema("insiderRisk"),
]);

/** A change that was shown and waits for its confirmation (Rule S1). */
export const settingsChangeSchema = z.strictObject({
  /** Row of its before/after card in this ledger. */
  notice: z.int().positive(),
  proposedBy: personSchema,
  proposedAt: instantSchema,
  /** The settings version that the card shows as "before". */
  shownVersion: z.int().nonnegative(),
  before: settingsSchema,
  after: settingsSchema,
  expiresAt: instantSchema,
  state: z.enum(["open", "confirmed", "discarded", "expired", "overtaken"]),
  /** When it stopped being open; absent on changes that ended before this was kept. */
  settledAt: instantSchema.optional(),
  /** The version whose change it takes back. */
  undoes: z.int().positive().optional(),
  /** The form that it was saved from: the same form saved again is the same change (Rule D6). */
  formId: z.string().max(100).optional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/** One of the two settings cards, with its version and the changes that wait. */
export const controlConfigurationSchema = z.strictObject({
  source: riskSourceSchema,
  /** Counts up with every applied change; 0 is what the store began with. */
  settingsVersion: z.int().nonnegative(),
  settings: settingsSchema,
  modifiedBy: personSchema.optional(),
  modifiedAt: instantSchema.optional(),
  changes: z.array(settingsChangeSchema),
  notices: z.array(noticeSchema),
  /** Rows that were put away with the changes they were about; they still count (Rule N2). */
  retiredNotices: noticeCountsSchema.optional(),
});
export type ControlConfiguration = Omit<z.infer<typeof controlConfigurationSchema>, "settings"> & {
  readonly settings: ControlSettings;
};
