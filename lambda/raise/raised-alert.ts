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
