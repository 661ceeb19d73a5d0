import { z } from "zod";

/** An object that refuses keys it does not know, and says which it knows: a misspelt key must not pass as a default. */
export function exactObject<T extends z.core.$ZodLooseShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? describeUnknownKeys(issue.keys, known) : undefined,
  });
}

function describeUnknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => {
      const near = known.find((name) => fold(name) === fold(key));
      const hint =
        near === undefined ? `known keys: ${known.join(", ")}` : `did you mean "${near}"?`;
      return `has an unknown key "${key}"; ${hint}`;
    })
    .join("; ");
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]|s$/g, "");
}
