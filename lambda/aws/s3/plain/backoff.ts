/** How often a request is sent in all. */
export const MAX_TRIES = 10;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 20_000;

/**
 * How long to wait after so many tries: twice as long each time. Half of it is chance, so that many requests that failed
 * at once do not come back at once.
 */
export function backoffMs(tries: number): number {
  return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2);
}
