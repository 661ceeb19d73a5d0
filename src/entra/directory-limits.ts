import { MINUTE, SECOND } from "../approval/instant.js";

/** A right that was taken away in the directory counts for so much longer, at most (Rule D9). Milliseconds. */
export const RIGHTS_AGE = 5 * SECOND;
/** Names change rarely and decide nothing. Milliseconds. */
export const NAMES_AGE = 10 * MINUTE;
/** A larger group is no set of approvers; it counts as one that cannot be read. */
export const MOST_MEMBERS = 20_000;
/** `id in (…)` takes no more values (Graph: $filter). */
export const IDS_PER_READ = 15;
/** Teams waits 10 s for the answer to a click, and a click reads the directory twice. Milliseconds for a call. */
export const DIRECTORY_PATIENCE = 3 * SECOND;
