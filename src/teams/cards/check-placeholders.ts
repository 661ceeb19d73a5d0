import { z } from "zod";

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;
const PATH = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/;

/**
 * Refuses a card template whose placeholders the schema of its view model does not promise to fill. Placeholders are
 * plain paths; `$when` is a boolean of the model, `$data` an array of objects; nothing is optional.
 *
 * @throws Error that names the template, the place in it and what is wrong.
 */
export function checkPlaceholders(name: string, template: unknown, schema: z.ZodType): void {
  checkNode(template, schema, `cards/${name}.json`);
}

function checkNode(node: unknown, scope: z.ZodType, place: string): void {
  if (typeof node === "string") checkText(node, scope, place);
  else if (Array.isArray(node))
    node.forEach((item, i) => void checkNode(item, scope, `${place}[${i}]`));
  else if (typeof node === "object" && node !== null) checkElement(node, scope, place);
}

function checkElement(element: object, scope: z.ZodType, place: string): void {
  const { $data, $when, ...rest } = element as Record<string, unknown>;
  const inner = $data === undefined ? scope : elementOf($data, scope, `${place}.$data`);
  if (
    $when !== undefined &&
    !(wholeField($when, inner, `${place}.$when`) instanceof z.ZodBoolean)
  ) {
    throw new Error(`${place}.$when is not a boolean of the view model`);
  }
  for (const [key, value] of Object.entries(rest)) checkNode(value, inner, `${place}.${key}`);
}

function elementOf(expression: unknown, scope: z.ZodType, place: string): z.ZodType {
  const field = wholeField(expression, scope, place);
  if (field instanceof z.ZodArray && field.element instanceof z.ZodObject) return field.element;
  throw new Error(`${place} is not an array of objects of the view model`);
}

function wholeField(expression: unknown, scope: z.ZodType, place: string): z.ZodType {
  const path = typeof expression === "string" ? WHOLE.exec(expression)?.[1] : undefined;
  if (path === undefined) throw new Error(`${place} is not a single placeholder`);
  return fieldAt(path, scope, place);
}

function checkText(text: string, scope: z.ZodType, place: string): void {
  const isWhole = WHOLE.test(text);
  for (const [, path = ""] of text.matchAll(PLACEHOLDER)) {
    const field = fieldAt(path, scope, place);
    if (isWhole || field instanceof z.ZodString || field instanceof z.ZodNumber) continue;
    throw new Error(`${place}: only text and numbers can stand inside a text, not "${path}"`);
  }
}

function fieldAt(path: string, scope: z.ZodType, place: string): z.ZodType {
  if (!PATH.test(path)) throw new Error(`${place}: "${path}" is not a plain path`);
  let field = scope;
  for (const key of path.split(".")) {
    const next: unknown = field instanceof z.ZodObject ? field.shape[key] : undefined;
    if (!(next instanceof z.ZodType)) throw new Error(`${place}: the view model has no "${path}"`);
    field = next;
  }
  const mayBeMissing = field.safeParse(undefined).success || field.safeParse(null).success;
  if (mayBeMissing) throw new Error(`${place}: "${path}" may be missing in the view model`);
  return field;
}
