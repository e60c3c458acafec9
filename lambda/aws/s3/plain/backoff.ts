/** The total number of attempts of a request. */
export const MAX_TRIES = 10;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 20_000;

/** The longest delay after a number of attempts. */
export function maxBackoffMs(tries: number): number {
  return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
}

/**
 * The delay after a number of attempts: it doubles each time. Half of it is random, so that many requests that failed together
 * are not retried together.
 */
export function backoffMs(tries: number): number {
  return maxBackoffMs(tries) * (0.5 + Math.random() / 2);
}
