import type { Alert } from '../../lib/core/alert/alert';
import type { AlertSilence } from '../../lib/core/alert/alert-silence';
import type { AlertWindow } from './storm/alert-window';

/** What raising an alert needs of its rule. */
export interface RaisingRule {
  readonly name: string;
  /** Alerts of one cause are grouped with one another, and with no others of the rule. */
  readonly cause?: string;
  /** Set of a rule on trial, whose alerts are counted and not sent. */
  readonly trialUntil?: string;
}

/** Why an alert is counted and not sent: its rule is on trial, or a person silenced it. */
export interface Unsent {
  readonly silence?: AlertSilence;
}

/** Whether an alert is sent; undefined if it is. */
export function unsentBy(
  { trialUntil }: Pick<RaisingRule, 'trialUntil'>,
  findSilence: () => AlertSilence | undefined,
): Unsent | undefined {
  if (trialUntil !== undefined) return {};
  const silence = findSilence();
  return silence && { silence };
}

/** What the alerts of a window have in common: those that are not sent take no room from others, and are in no report of theirs. */
export function causeOf(
  { cause }: Pick<RaisingRule, 'cause'>,
  unsent: Unsent | undefined,
): string | undefined {
  if (unsent === undefined) return cause;
  return unsent.silence === undefined ? 'on trial' : `silence ${unsent.silence.id}`;
}

/** An alert, its rule, and the window in which it counts. */
export interface RaisedAlert {
  readonly alert: Alert;
  readonly rule: RaisingRule;
  readonly window: AlertWindow;
  readonly unsent?: Unsent | undefined;
}

/** How often it is tried to write down that something was sent. */
const ATTEMPTS = 3;

/**
 * Writes down that something was sent; gives the last error if that cannot be done, and never throws.
 *
 * A handler that fails here must not give the message back: what was sent is sent, and the next receive would surely repeat
 * it. Left unwritten, it is repeated only if its record comes again.
 */
export async function writeDown<T>(write: () => Promise<T>): Promise<{ written: T } | { error: unknown }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { written: await write() };
    } catch (error) {
      if (attempt === ATTEMPTS) return { error };
    }
  }
}
