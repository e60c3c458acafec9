import type { Alert } from '../../lib/core/alert/alert';
import type { AlertWindow } from './alert-window';

/** What raising an alert needs of its rule. */
export interface RaisingRule {
  readonly name: string;
  /** For people; not part of the alert. */
  readonly firstSteps?: readonly string[];
}

/** An alert, its rule, and the window in which it counts. */
export interface RaisedAlert {
  readonly alert: Alert;
  readonly rule: RaisingRule;
  readonly window: AlertWindow;
}
