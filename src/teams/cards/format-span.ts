import { DAY, HOUR, type Instant, MINUTE } from "../../approval/instant.js";

/** A span in words, rounded down so that it never promises more: `12 min`, `1 h 30 min`, `2 days 4 h`. */
export function formatSpan(ms: number): string {
  if (ms < MINUTE) return "less than 1 min";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY)
    return withRest(Math.floor(ms / HOUR), "h", Math.floor((ms % HOUR) / MINUTE), "min");
  const days = Math.floor(ms / DAY);
  return withRest(days, days === 1 ? "day" : "days", Math.floor((ms % DAY) / HOUR), "h");
}

/** What is left until a deadline: `2 h left`, or `due now`. */
export function formatTimeLeft(due: Instant, now: Instant): string {
  return due <= now ? "due now" : `${formatSpan(due - now)} left`;
}

/** How long ago something was: `12 min ago`, or `just now`. */
export function formatTimeAgo(then: Instant, now: Instant): string {
  return now - then < MINUTE ? "just now" : `${formatSpan(now - then)} ago`;
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${rest} ${restUnit}`;
}
