/** Something that a person types, and what the bot answers. */
export interface Tried {
  /** `{pending}` stands for a request that waits for an ID Protection review. */
  readonly type: string;
  /** Found in the first message that follows, its card included. */
  readonly answer: RegExp;
  /** Who types it; somebody with the role of the row unless said. */
  readonly by?: "sam" | "riley";
}

/** Something wrong, with the whole answer: printed in docs/commands.md as it stands here. */
export interface Mistake {
  readonly type: string;
  readonly answer: string;
}

/** One line of the command reference, tried. Files of rows are listed in `command-rows.ts`. */
export interface CommandRow {
  /** As in the command reference; it is the key. */
  readonly syntax: string;
  readonly good: readonly Tried[];
  readonly mistakes: readonly Mistake[];
}
