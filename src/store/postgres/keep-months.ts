import type { Instant } from "../../approval/instant.js";
import type { Database } from "./database.js";
import { dropEmptyMonths, makeMonths, monthsAhead } from "./evidence-months.js";
import { reasonOf } from "./failure.js";

type Say = (message: string) => void;

/** Makes the tables of the next months. No commit depends on it: what cannot be done is told and tried again. */
export async function keepMonths(database: Database, now: Instant, log: Say): Promise<void> {
  try {
    const missing = await makeMonths(database, monthsAhead(now));
    if (missing.length > 0)
      log(
        `Events and texts of ${missing.join(", ")} have no table of their own yet and go to audit_event_other and personal_text_other. ` +
          "Nothing is lost. Either evidence was there first, or something reads the tables for long, such as a dump.",
      );
  } catch (error) {
    log(
      `Tables for the next months could not be made: ${reasonOf(error)}. Nothing is lost, and it is tried again. ` +
        "The user of DATABASE_URL has to own the schema riskgate and its tables.",
    );
  }
}

/** Drops the months that retention has emptied. */
export async function dropMonths(database: Database, now: Instant, log: Say): Promise<void> {
  try {
    await dropEmptyMonths(database, now);
  } catch (error) {
    log(`Empty months could not be dropped: ${reasonOf(error)}. It is tried again.`);
  }
}
