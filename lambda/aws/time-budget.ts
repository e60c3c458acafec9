/** The minimum reserve for work in progress: one call with its retries, and the response to Lambda. */
const MIN_RESERVE_MS = 2_000;

/** The maximum reserve: a longer one would only leave more work to the next receive. */
const MAX_RESERVE_MS = 15_000;

/**
 * The time in which an invocation may begin new work, in milliseconds, from its remaining time. A fifth is reserved to finish
 * work in progress, within limits; unfinished messages are returned to the queue.
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
