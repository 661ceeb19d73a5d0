import { Agent, request } from "node:http";

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly answers: number;
  /** Answers that were not what they should be. */
  readonly wrong: number;
}

/** What was measured, before it is summed up. Milliseconds; `seconds` is the time from the first to the last. */
export interface Timed {
  readonly times: readonly number[];
  readonly seconds: number;
  readonly wrong: number;
}

/** Posts the bodies over 32 kept connections, each as soon as its connection is free. */
export async function postAll(
  port: number | readonly number[],
  bodies: readonly string[],
  isRight: (body: string) => boolean,
  connections = 32,
): Promise<LoadResult> {
  return sumUp([await postTimed(port, bodies, isRight, connections)]);
}

/** @param port of several, the connections go to one after the other */
export async function postTimed(
  port: number | readonly number[],
  bodies: readonly string[],
  isRight: (body: string) => boolean,
  connections = 32,
): Promise<Timed> {
  const ports = [port].flat();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = async (body: string, worker: number): Promise<boolean> =>
    isRight(await post(agent, ports[worker % ports.length] ?? 0, body));
  return timeAll(bodies, send, connections).finally(() => agent.destroy());
}

/**
 * Does something with each item, so many at once, and takes the time of each.
 *
 * @param act answers whether it went right
 */
export async function timeAll<T>(
  items: readonly T[],
  act: (item: T, worker: number) => Promise<boolean>,
  atOnce: number,
): Promise<Timed> {
  const times: number[] = [];
  const waiting = items.values();
  let wrong = 0;
  const work = async (_: unknown, worker: number): Promise<void> => {
    for (const item of waiting) {
      const started = performance.now();
      const isRight = await act(item, worker);
      times.push(performance.now() - started);
      if (!isRight) wrong += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const seconds = (performance.now() - started) / 1_000;
  return { times, seconds, wrong };
}

/** Things done per second. */
export function rateOf({ times, seconds }: Timed): number {
  return times.length / seconds;
}

/** One result of all parts: the rate is that of the time in which they ran. */
export function sumUp(parts: readonly Timed[]): LoadResult {
  const times = parts.flatMap((part) => part.times).sort((a, b) => a - b);
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    perSecond: times.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    answers: times.length,
    wrong: parts.reduce((sum, part) => sum + part.wrong, 0),
  };
}

function post(agent: Agent, port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const sent = request(
      { agent, port, host: "127.0.0.1", path: "/api/messages", method: "POST", headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve(text));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
