/** Milliseconds; a process that does not answer within them is not well. */
const PATIENCE = 4_000;

// Whether the process beside this one lives, for a container that has no tool to ask it with. Exits 0 or 1.
const port = process.env.PORT?.trim() || "3978";
try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
    signal: AbortSignal.timeout(PATIENCE),
  });
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
