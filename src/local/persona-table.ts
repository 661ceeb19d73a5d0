import type { PlaygroundWindow } from "./playground-window.js";

type Row = readonly [person: string, tryThis: string, url: string];

/** The windows as a table of plain text, ended by a line feed: who, what to try, where. */
export function formatPersonaTable(
  windows: readonly Pick<PlaygroundWindow, "persona" | "url">[],
): string {
  const rows: Row[] = [
    ["Open as", "Try this", "In the browser"],
    ...windows.map(({ persona, url }): Row => [persona.user.displayName, persona.tryThis, url]),
  ];
  const [first, second] = [0, 1].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  ) as [number, number];
  const lines = rows.map(
    ([person, tryThis, url]) => `  ${person.padEnd(first)}  ${tryThis.padEnd(second)}  ${url}`,
  );
  return ["", ...lines, "", ""].join("\n");
}
