import type { Alert } from '../../lib/core/alert/alert';
import type { AlertWindow } from './alert-window';

/** An alert, with the window in which it counts. */
export interface RaisedAlert {
  readonly alert: Alert;
  readonly ruleName: string;
  /** The rule's first steps, for people; no part of the document. */
  readonly firstSteps?: readonly string[];
  readonly window: AlertWindow;
}
