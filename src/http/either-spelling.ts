import { z } from "zod";
import { isJsonObject } from "./read-json-object.js";

/**
 * An object whose known keys may be written in PascalCase, camelCase or any other case; they come out as the shape
 * writes them. Other keys are dropped. One key in two spellings is refused: nobody can tell which of them is meant.
 */
export function eitherSpelling<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const schema = z.object(shape, { error: "must be an object." });
  return z.preprocess((value, context) => {
    if (!isJsonObject(value)) return value;
    const found = new Map<string, unknown>();
    for (const [key, field] of Object.entries(value)) {
      const name = names.get(key.toLowerCase());
      if (name === undefined) continue;
      if (found.has(name)) {
        const message = "is given twice, in two spellings. Give it once.";
        context.addIssue({ code: "custom", message, path: [name] });
      }
      found.set(name, field);
    }
    return Object.fromEntries(found);
  }, schema);
}
