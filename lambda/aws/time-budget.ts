/** The least time that is kept for what is under way: one call with its retries, and the answer to Lambda. */
const MIN_RESERVE_MS = 2_000;

/** The most: a longer one would only leave more work to the next receive. */
const MAX_RESERVE_MS = 15_000;

/**
 * How long an invocation may begin new work, in milliseconds, when so many remain to it. A fifth is kept to finish
 * what is under way, within bounds; the messages that are not done by then are given back.
 */
export function workingTimeMs(remainingMs: number): number {
  const reserveMs = Math.min(Math.max(remainingMs / 5, MIN_RESERVE_MS), MAX_RESERVE_MS);
  return Math.max(0, Math.floor(remainingMs - reserveMs));
}

/** Aborts when only the reserve is left of the time of an invocation. */
export function outOfTimeSignal(
  context: { getRemainingTimeInMillis(): number },
  reserveMs: number,
): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - reserveMs));
}
