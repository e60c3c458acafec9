import type { Alert, AlertSource } from '../../lib/core/alert/alert';
import { alertJsonPieces } from '../../lib/core/alert/from-record/alert-json';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import type { Severity } from '../../lib/core/rule/rule';
import type { Finding } from '../../lib/core/scan/log-file-scan';
import type { WritableAlert } from '../outputs/alert/alert-text';

/** An alert on one record, in any thread. */
export interface SearchedAlert extends WritableAlert {
  /** The record's place in its file, from 0. */
  readonly index: number;
  readonly severity: Severity;
}

/** An alert that is made, and its JSON, when it is asked for: that of a record that comes again never is. */
export class FoundAlert implements SearchedAlert {
  #alert: Alert | undefined;

  constructor(
    private readonly finding: Finding,
    private readonly file: AlertSource,
  ) {}

  get index(): number {
    return this.finding.index;
  }

  get severity(): Severity {
    return this.finding.severity;
  }

  get alert(): Alert {
    this.#alert ??= this.#newAlert();
    return this.#alert;
  }

  get json(): string {
    return this.jsonPieces.join('');
  }

  get jsonPieces(): readonly string[] {
    const { rule, json } = this.finding;
    return alertJsonPieces({ alert: this.alert, rule, file: this.file, recordJson: json });
  }

  #newAlert(): Alert {
    const { rule, record, index } = this.finding;
    return toAlert(rule, record, { route: 'cli', source: { ...this.file, index } });
  }
}

/** An alert that was kept as JSON. */
export class KeptAlert implements WritableAlert {
  #alert: Alert | undefined;

  constructor(readonly json: string) {}

  get alert(): Alert {
    this.#alert ??= JSON.parse(this.json) as Alert;
    return this.#alert;
  }
}
