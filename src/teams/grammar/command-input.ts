/** A mention in a message, as the bot layer reads it from the activity's entities. */
export interface Mention {
  /** The exact text in the message, for example `<at>Sam Okafor</at>`. */
  readonly text: string;
  /** The Teams id, for example `29:1abc`; never an object id. */
  readonly mri: string;
  readonly name: string;
  readonly aadObjectId?: string;
  /** True for a mention of this bot, which is addressing and not an argument. */
  readonly isBot: boolean;
}

/** What a person typed. */
export interface CommandInput {
  readonly text: string;
  readonly mentions: readonly Mention[];
}
