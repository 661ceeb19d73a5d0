/** A place in a text, both counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Where text stops being JSON; undefined if it is JSON. Not every runtime's own message says it. */
export function findJsonError(text: string): TextPosition | undefined {
  const message = parseError(text);
  if (message === undefined) return undefined;
  const stated = /at position (\d+)/.exec(message)?.[1];
  return toPosition(text, stated === undefined ? findUnexpectedToken(text) : Number(stated));
}

/** A cut text ends too early, or goes wrong as soon as the cut is behind the mistake: the shortest such cut finds it. */
function findUnexpectedToken(text: string): number {
  let intact = 0;
  let broken = text.length + 1;
  while (broken - intact > 1) {
    const middle = (intact + broken) >> 1;
    const isBroken = parseError(text.slice(0, middle))?.startsWith("Unexpected token") ?? false;
    if (isBroken) broken = middle;
    else intact = middle;
  }
  return Math.min(intact, text.length);
}

function parseError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function toPosition(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
