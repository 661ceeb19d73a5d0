import { z } from "zod";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { capitalize } from "./risk-words.js";

export interface HelpInput {
  /** One section per role the person has, the most useful first. Only the first one is open. */
  readonly sections: readonly {
    readonly title: string;
    readonly commands: readonly {
      readonly syntax: string;
      readonly does: string;
      readonly example: string;
    }[];
  }[];
}

const commandSchema = z.strictObject({
  syntax: z.string(),
  does: z.string(),
  /** None where it would only repeat the syntax. */
  examples: z.array(z.strictObject({ text: z.string() })).max(1),
});
const sectionSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  isOpen: z.boolean(),
  toggle: z.array(z.strictObject({ id: z.string(), title: z.string() })).max(1),
  commands: z.array(commandSchema),
});

const fill = loadCardTemplate(
  "help",
  z.strictObject({ plainText: z.string(), sections: z.array(sectionSchema) }),
);

/** What a person can type, by role. */
export function renderHelp(input: HelpInput): CardMessage {
  const summary = "What you can do here";
  const lines = input.sections.flatMap((section) => [
    `${section.title}:`,
    ...section.commands.map((command) => `${command.syntax}: ${command.does}`),
  ]);
  const card = fill({
    plainText: summary,
    sections: input.sections.map((section, i) => ({
      id: `section${i}`,
      title: section.title,
      isOpen: i === 0,
      toggle: i === 0 ? [] : [{ id: `section${i}`, title: `Show or hide: ${section.title}` }],
      commands: section.commands.map(({ syntax, does, example }) => ({
        syntax,
        does: capitalize(does),
        examples: example === syntax ? [] : [{ text: example }],
      })),
    })),
  });
  return { card, summary, text: [summary, ...lines].join("\n") };
}
