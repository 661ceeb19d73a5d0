/** The form that files are written in. */
export const SCHEMA = 1;

/** Content of a file of any kind: an aggregate's record, as some version wrote it. */
export type Envelope = Readonly<Record<string, unknown>> & { readonly schema: number };

/** Makes content of one schema into content of the next. Must not depend on anything but its input. */
export type Migration = (older: Envelope) => Envelope;

/** The steps to the present schema, by the schema that they start from. Schema 1 is the first. */
export const MIGRATIONS: ReadonlyMap<number, Migration> = new Map();
