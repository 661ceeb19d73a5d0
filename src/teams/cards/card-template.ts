import { readFileSync } from "node:fs";
// The package's main file declares types by way of the sources of a renderer that is not needed here.
import { Template } from "adaptivecards-templating/lib/template-engine.js";
import type { z } from "zod";
import type { AdaptiveCard } from "./card-message.js";
import { checkPlaceholders } from "./check-placeholders.js";

/** The folder with the templates: beside `src` and beside `dist`, three folders up from this file in both. */
const FOLDER = new URL("../../../cards/", import.meta.url);

/** Fills a card with a view model. */
export type FillCard<Schema extends z.ZodObject> = (model: z.input<Schema>) => AdaptiveCard;

/**
 * Reads and checks `cards/<name>.json` once and returns the function that fills it. Its expressions are parsed when the
 * first card is filled, and then kept: all of them together would hold up the start for a third of a second.
 *
 * Every placeholder must name a field of the strict schema, checked here, at start: a template that would leave one
 * unfilled, or hide an element because a condition has no value, stops the process. The model is parsed before its
 * single expansion, so text is text and `${…}` typed by a person stays what he typed.
 */
export function loadCardTemplate<Schema extends z.ZodObject>(
  name: string,
  schema: Schema,
): FillCard<Schema> {
  const source: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
  checkPlaceholders(name, source, schema);
  let template: Template | undefined;
  return (model) => {
    template ??= new Template(source);
    return template.expand({ $root: schema.parse(model) }) as AdaptiveCard;
  };
}
