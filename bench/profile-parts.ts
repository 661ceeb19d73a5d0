import type { Profiler } from "node:inspector";

/**
 * A part of the work, and the files whose functions do it. A sample is of the part that its innermost frame is of, or the
 * next one further out that is of any.
 */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  [
    "cards: templates and their expansion",
    /adaptivecards|adaptive-expressions|antlr4ts|dist\/teams\/cards\//,
  ],
  ["schemas: zod, and those of the SDK", /\/zod\/|runtypes|activityValidator/],
  [
    "JSON and digests",
    /canonical-json|value-text|aggregate-record|journal-format|parse-json|audit-chain|audit\/|crypto\/|zlib|restify\/lib\/plugins\/.*[jJ]son|bodyReader/,
  ],
  ["SDK", /botbuilder|botframework|@microsoft|axios|follow-redirects|form-data/],
  ["store", /dist\/store\/|node_modules\/(pg|pg-|lowdb|kysely)|node:fs|internal\/fs/],
  ["rules", /dist\/approval\//],
  ["use cases", /dist\/service\//],
  ["sender, clicks and the other edges", /dist\//],
  ["HTTP server", /restify|find-my-way/],
  ["logging", /pino|sonic-boom|thread-stream/],
];
/** For what Node does where nobody's code is on the stack. */
const OF_NODE: typeof PARTS = [
  ["HTTP server", /_http|\/http/],
  ["sockets and streams", /node:net|stream|undici|node:events|tls/],
];
const COLLECTOR = "garbage collector";
const OTHER = "Node and V8";
const LISTED = 25;

export interface Share {
  readonly part: string;
  /** Percent of the time in which the thread was not idle. */
  readonly share: number;
}

/** The parts of the time in which the thread was neither idle nor at work on the profile, and the functions that took most of it themselves; the largest first. */
export function shareOut({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): {
  readonly parts: readonly Share[];
  readonly functions: readonly Share[];
} {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children }) => (children ?? []).map((c) => [c, id])),
  );
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  for (const [i, id] of samples.entries()) {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === "(idle)") continue;
    const part = partOf(id);
    if (part === undefined) continue;
    const spent = timeDeltas[i] ?? 0;
    busy += spent;
    add(parts, part, spent);
    add(functions, nameOf(node), spent);
  }
  const shares = (times: ReadonlyMap<string, number>): Share[] =>
    [...times]
      .map(([part, time]) => ({ part, share: Math.round((1_000 * time) / busy) / 10 }))
      .sort((a, b) => b.share - a.share);
  return { parts: shares(parts), functions: shares(functions).slice(0, LISTED) };

  function partOf(innermost: number): string | undefined {
    const stack: Profiler.ProfileNode["callFrame"][] = [];
    for (let id: number | undefined = innermost; id !== undefined; id = parents.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame) stack.push(frame);
    }
    if (stack[0]?.functionName === "(garbage collector)") return COLLECTOR;
    if (stack.some(({ url }) => url.startsWith("node:inspector"))) return undefined;
    for (const parts of [PARTS, OF_NODE])
      for (const { url } of stack) {
        const found = parts.find(([, files]) => files.test(url));
        if (found) return found[0];
      }
    return OTHER;
  }
}

function nameOf({ callFrame }: Profiler.ProfileNode): string {
  const { functionName, url, lineNumber } = callFrame;
  const file = url.replace(/^.*\/(node_modules|dist)\//, "$1/");
  return file === "" ? functionName : `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}

function add(times: Map<string, number>, key: string, spent: number): void {
  times.set(key, (times.get(key) ?? 0) + spent);
}
