import type { Alert } from '../../lib/core/alert/alert';
import type { AlertWindow } from './storm/alert-window';

/** What raising an alert needs of its rule. */
export interface RaisingRule {
  readonly name: string;
  /** Alerts of one cause are grouped with one another, and with no others of the rule. */
  readonly cause?: string;
  /** Set of a rule on trial, whose alerts are counted and not sent. */
  readonly trialUntil?: string;
}

/** An alert, its rule, and the window in which it counts. */
export interface RaisedAlert {
  readonly alert: Alert;
  readonly rule: RaisingRule;
  readonly window: AlertWindow;
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
