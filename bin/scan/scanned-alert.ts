import type { Alert } from '../../lib/core/alert/alert';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import type { WritableAlert } from '../outputs/alert-text';

/** An alert whose JSON is made when it is asked for. */
export class ScannedAlert implements WritableAlert {
  constructor(readonly alert: Alert) {}

  get json(): string {
    return toJsonText(this.alert);
  }
}

/** An alert that was kept as JSON. */
export class KeptAlert implements WritableAlert {
  constructor(readonly json: string) {}

  get alert(): Alert {
    return JSON.parse(this.json) as Alert;
  }
}
