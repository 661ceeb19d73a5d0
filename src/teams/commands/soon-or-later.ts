import type { Reply, Turn } from "../turn.js";

/** What is not done within this span is answered later. Teams waits 15 s for a message to be taken. Milliseconds. */
const SOON = 3_000;

/** The answer, if it is there soon; else these words now, and the answer when it is. */
export async function soonOrLater(
  turn: Turn,
  work: Promise<Reply[]>,
  words: string,
): Promise<Reply[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), SOON);
  });
  const replies = await Promise.race([work, late]).finally(() => clearTimeout(timer));
  if (replies) return replies;
  turn.later(work);
  return [{ text: words }];
}
