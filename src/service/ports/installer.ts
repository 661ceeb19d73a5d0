/** Installs the bot for a person, so that it can write first. */
export interface Installer {
  /**
   * Idempotent: a person who has it is `installed`. `refused` when asking again would not help now. Rejects when nobody
   * can tell.
   */
  install(personId: string): Promise<"installed" | "refused">;
}
