import { z } from "zod";

/** Parts of the view models that templates are filled with. Text is text, everything is present, nothing is null. */
export const runSchema = z.strictObject({
  text: z.string().min(1),
  weight: z.enum(["Default", "Bolder"]),
});
export const phraseSchema = z.array(runSchema);

/** A paragraph of a card. */
export const paragraphSchema = z.strictObject({ runs: phraseSchema });

/** A line of a table of facts; the label is ours and may stand in a TextBlock. */
export const rowSchema = z.strictObject({ label: z.string(), runs: phraseSchema });

/** Numbers of requests are letters, a hyphen and digits: nothing that Markdown would read. */
export const requestIdSchema = z.string().regex(/^[A-Za-z]{1,10}-\d{1,15}$/);

/** Random text of ours in the data of a button. */
export const tokenSchema = z.string().max(200);
