/** A small generator that a seed repeats (mulberry32). */
export function randomSource(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Says which seed was used, and takes one from `AUDIT_SEED`. */
export function chooseSeed(): number {
  return Number(process.env.AUDIT_SEED ?? 20_261_123);
}

/** Ten thousand changes take some seconds, and longer beside other tests. Milliseconds. */
export const MUTATION_PATIENCE = 120_000;

/** Mutations of one test: many in CI, some hundreds on a desk and where `AUDIT_MUTATIONS` is `few`. */
export function mutationCount(inCi: number, else_: number): number {
  return process.env.CI && process.env.AUDIT_MUTATIONS !== "few" ? inCi : else_;
}

/** One random change of some bytes: flip, delete, insert, swap, repeat or truncate. Never the same text. */
export function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  for (;;) {
    const changed = MUTATIONS[random(MUTATIONS.length)]?.(bytes, random) ?? bytes;
    if (!changed.equals(bytes)) return changed;
  }
}

type Mutation = (bytes: Buffer, random: (below: number) => number) => Buffer;

const flip: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
  return copy;
};
const removeBytes: Mutation = (bytes, random) => {
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(20))]);
};
const insertBytes: Mutation = (bytes, random) => {
  const at = random(bytes.length + 1);
  const some = Buffer.from(Array.from({ length: 1 + random(5) }, () => 32 + random(95)));
  return Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at)]);
};
const truncate: Mutation = (bytes, random) => bytes.subarray(0, random(bytes.length));
const changeLines =
  (change: (lines: Buffer[], at: number, other: number) => void): Mutation =>
  (bytes, random) => {
    const lines = splitLines(bytes);
    change(lines, random(lines.length), random(lines.length));
    return Buffer.concat(lines);
  };
const swapLines = changeLines((lines, at, other) => {
  const [one, two] = [lines[at], lines[other]];
  if (one && two) [lines[at], lines[other]] = [two, one];
});
const removeLine = changeLines((lines, at) => void lines.splice(at, 1));
const repeatLine = changeLines((lines, at, other) => {
  const line = lines[at];
  if (line) lines.splice(other, 0, line);
});

const MUTATIONS: readonly Mutation[] = [
  ...[flip, flip, removeBytes, insertBytes, truncate, swapLines, removeLine, repeatLine],
];

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(at, next));
    at = next;
  }
  return lines;
}
