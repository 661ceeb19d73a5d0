import type { CommandKind } from "../grammar/parsed-command.js";

/** Commands of the grammar that this release does not carry out yet. They are understood, and nothing happens. */
const LATER: ReadonlySet<CommandKind> = new Set<CommandKind>([]);

export function isAvailable(kind: CommandKind): boolean {
  return !LATER.has(kind);
}
