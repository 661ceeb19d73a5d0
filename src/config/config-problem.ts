/** One thing that is wrong with the environment, and what to do about it. */
export interface ConfigProblem {
  /** Name of the environment variable to change. */
  readonly variable: string;
  /** What is wrong and the remedy, as whole sentences. Never holds the value of a secret. */
  readonly message: string;
}

/** The environment as it came: names and texts. */
export type Environment = { readonly [name: string]: string | undefined };
