/** A node of a card: anything with a `type`. */
export type CardNode = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every node of a card, the fallbacks of actions too. */
export function nodesOf(value: unknown): CardNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return isNode(value) ? [value, ...inner] : inner;
}

export function nodesOfType(value: unknown, type: string): CardNode[] {
  return nodesOf(value).filter((node) => node.type === type);
}

/** All strings of a value, wherever they stand. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** What a reader can see of a card, as one text. */
export function visibleTextOf(value: unknown): string {
  const keys = ["text", "title", "label", "placeholder", "value", "errorMessage", "tooltip"];
  return nodesOf(value)
    .flatMap((node) => keys.map((key) => node[key]))
    .concat(nodesOfType(value, "AdaptiveCard").flatMap((node) => [node.speak, node.fallbackText]))
    .filter((text) => typeof text === "string")
    .join("\n");
}

function isNode(value: object): value is CardNode {
  return "type" in value && typeof value.type === "string";
}
