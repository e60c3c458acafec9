import type { Alert } from '../../lib/core/alert/alert';
import type { AlertWindow } from './alert-window';

/** An alert, with the window in which it counts. */
export interface RaisedAlert {
  readonly alert: Alert;
  readonly ruleName: string;
  readonly window: AlertWindow;
}
