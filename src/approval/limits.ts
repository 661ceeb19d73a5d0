import { DAY, HOUR, MINUTE, SECOND } from "./instant.js";

/** Longest justification, in UTF-16 code units (Rules I4, D4). */
export const MAX_TEXT_LENGTH = 2_000;

/** The same words by one person within this span are one request (Rule I2). */
export const SAME_WORDS_WINDOW = 2 * MINUTE;

/** A risk source that has not answered by then counts as unavailable (Rule E3). */
export const RISK_READ_TIMEOUT = 5 * SECOND;

/** The clock of a stage starts at the latest this long after the stage opened (Rule T5). */
export const RESOLVE_PATIENCE = 60 * SECOND;

/** No primary approver's card delivered within this span: escalate (Rule A4). */
export const REACH_PATIENCE = 5 * MINUTE;

/** Most people who get a card for one stage (Rule A6). */
export const MAX_CARDS_PER_STAGE = 50;

/** Shortest and longest deadline of a stage (product settings table). */
export const MIN_DEADLINE = 1 * SECOND;
export const MAX_DEADLINE = 14 * DAY;

/** Longest wait of a custom extension of Entra; also of one whose call-out does not say how long. */
export const MAX_CALL_OUT_WAIT = 14 * DAY;

/** Kept back from a call-out's wait for the resume and its retries: a tenth of it, at most this long. */
export const RESUME_RESERVE = 1 * HOUR;

/** Grace after an outage, unless the stage's own denial time is shorter (Rule T6). */
export const OUTAGE_GRACE = 1 * HOUR;

/** A send of unknown outcome is posted once more after this span without a sign of life (Rule N2). */
export const SIGN_OF_LIFE_PATIENCE = 60 * SECOND;

/** The longest wait of a row after a try that found the bot locked out of Teams. */
export const LOCKED_OUT_PATIENCE = 60 * SECOND;

/** With more cards than this for one person at once he gets one digest that leads to each of them. */
export const MOST_CARDS_AT_ONCE = 10;

/** A digest forgets what it stood for so long after it was made: no stage is open for longer. */
export const DIGEST_MEMORY = 30 * DAY;

/** A before/after card of a settings change is dropped after this span. */
export const SETTINGS_CHANGE_PATIENCE = 15 * MINUTE;

/** An alert that lasts is told again after these spans; the last one repeats. */
export const ALERT_REPEAT_DELAYS: readonly number[] = [1 * HOUR, 4 * HOUR, 1 * DAY];

/** Applied changes of a source that are kept at hand for its history; older ones are in the audit events. */
export const KEPT_CHANGES = 200;

/** Changes of a source that ended otherwise and are kept, so that their cards can still be shown. */
export const KEPT_OTHER_CHANGES = 50;

/** Waits between tries of a step outside the process: reading people, handing over. The last one repeats. */
export const STEP_RETRY_DELAYS: readonly number[] = [1, 2, 5, 15, 60, 300].map((s) => s * SECOND);

/** The same trouble of the bot as a whole is told to a person at most this often (Rule N1). */
export const REST_BETWEEN_TROUBLES = 1 * HOUR;
