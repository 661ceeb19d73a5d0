/**
 * Words that people use for a command of another name. They are answered with the command that they mean, and never
 * carried out: what decides or withdraws is written as it is called.
 */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  request: ["access", "apply", "ask", "need", "order", "want"],
  status: ["list", "mine", "my", "requests", "track", "where"],
  cancel: ["abort", "retract", "withdraw"],
  approvals: ["inbox", "pending", "tasks", "waiting"],
  approve: ["accept", "allow", "grant"],
  deny: ["decline", "refuse", "reject"],
  delegate: ["absence", "away", "holiday", "ooo", "substitute", "vacation"],
  settings: ["config", "configuration", "configure", "options"],
  insights: ["figures", "metrics", "report", "reports", "statistics"],
  requests: ["escalate"],
  audit: ["export", "history", "log", "trail", "verify"],
  deliveries: ["notices", "notifications"],
};

/** Words that begin a question or a sentence: "can I have …" does not mean cancel. */
const SENTENCE_WORDS: ReadonlySet<string> = new Set(["can"]);

const COMMANDS: ReadonlyMap<string, string> = new Map(
  Object.entries(MEANT).flatMap(([command, words]) => words.map((word) => [word, command])),
);

/** The command that an everyday word means; undefined when it means none. */
export function meantCommand(word: string): string | undefined {
  return COMMANDS.get(word);
}

export function beginsSentence(word: string): boolean {
  return SENTENCE_WORDS.has(word);
}
