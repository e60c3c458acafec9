import type { Alert } from '../../lib/core/alert/alert';
import type { RaisePorts } from './ports/raise-ports';

/**
 * Work that is not finished and needs no attention: the message returns to the queue and is received again. Any other
 * error does the same; this one is expected, and is logged as such.
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}

/** An alert that another handler is sending, which may fail as well. */
export class HeldByOther extends RetryLater {}

/** An alert that could not be signed or published, although nothing is wrong with it: a later try may succeed. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/**
 * Whether an alert is not sent, although nothing is wrong with it, by an error or what caused it: its message is put on the queue anew
 * after its last receive.
 */
export function isUnsent(error: unknown): boolean {
  if (error instanceof NotSent || error instanceof HeldByOther) return true;
  return error instanceof Error && error.cause !== undefined && isUnsent(error.cause);
}

/** What a message fails with, of several errors: an unsent alert before all others. */
export function decisiveOf(errors: readonly unknown[]): unknown {
  return errors.find(isUnsent) ?? errors[0];
}

/** Throws what a message fails with if some of its work failed. */
export function requireAll(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (errors.length > 0) throw decisiveOf(errors);
}

/**
 * Waits for all of the work, also if a part of it fails, and throws then. What is under way when an invocation ends is frozen, such
 * as an alert between its publication and its mark.
 */
export async function waitForAll<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const outcomes = await Promise.allSettled(work);
  requireAll(outcomes);
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

/** What SNS and KMS say of a message that they never take. */
const OWN_FAULT = /^(InvalidParameter|Validation)/;

/** Whether SNS or KMS will never take the message. */
export function isOwnFault(error: unknown): boolean {
  return error instanceof Error && OWN_FAULT.test(error.name);
}

/** What an alert is published with. */
interface Publication {
  readonly ports: Pick<RaisePorts, 'nowMs' | 'publishAlert'>;
  readonly leaseUntilMs: number;
}

/** Publishes an alert while its claim lasts. Throws `NotSent` where another try may succeed. */
export async function publish({ ports, leaseUntilMs }: Publication, alert: Alert): Promise<void> {
  // A function that was frozen with this promise open may wake up long after its lease.
  if (ports.nowMs() >= leaseUntilMs) throw new RetryLater(`the lease on alert ${alert.id} ran out`);
  try {
    await ports.publishAlert(alert);
  } catch (error) {
    if (isOwnFault(error)) throw error;
    throw new NotSent(`alert ${alert.id} was not sent: ${String(error)}`, { cause: error });
  }
}
