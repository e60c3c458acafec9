import type { Alert, AlertSource } from '../../lib/core/alert/alert';
import { alertId } from '../../lib/core/alert/alert-id';
import { AlertTemplate, alertJsonPieces, type OwnOfAlert } from '../../lib/core/alert/from-record/alert-json';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Rule, Severity } from '../../lib/core/rule/rule';
import type { AlikeMatch } from '../../lib/core/scan/alike-matches';
import type { FilePortion, FileSummary } from '../../lib/core/scan/file-search';
import type { Finding } from '../../lib/core/scan/log-file-scan';
import type { SkippedInput, UnreadableInput } from '../inputs/input-file';
import type { WritableAlert } from '../outputs/alert/alert-text';

/** An alert on one record, in any thread. */
export interface SearchedAlert extends WritableAlert {
  /** The record's place in its file, from 0. */
  readonly index: number;
  readonly severity: Severity;
}

/** A record that is found beside the alerts, in any thread. */
export interface WatchedRecord {
  /** Its place in its file, from 0. */
  readonly index: number;
  readonly record: CloudTrailRecord;
  /** The record as JSON of one line. */
  readonly json: string;
}

/** A record that was just found; it is parsed and written on demand. */
export class FoundRecord implements WatchedRecord {
  constructor(private readonly finding: Finding) {}

  get index(): number {
    return this.finding.index;
  }

  get record(): CloudTrailRecord {
    return this.finding.record;
  }

  get json(): string {
    return this.finding.json?.text ?? JSON.stringify(this.record);
  }
}

/** By alike match, then by rule. */
const TEMPLATES = new WeakMap<AlikeMatch, Map<Rule, AlertTemplate>>();

/** An alert that is created, with its JSON, on demand: that of a duplicate record never is. */
export class FoundAlert implements SearchedAlert {
  #alert: Alert | undefined;
  #json: string | undefined;

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

  /** It is kept: who asks for it in one piece has another reader behind it. */
  get json(): string {
    this.#json ??= this.jsonPieces.join('');
    return this.#json;
  }

  get jsonPieces(): readonly string[] {
    if (this.#json !== undefined) return [this.#json];
    const { finding, file } = this;
    const recordJson = finding.json?.text;
    const match = finding.json?.match;
    if (match === undefined || match.records < 2)
      return alertJsonPieces({ alert: this.alert, rule: finding.rule, file, recordJson });
    const template = this.#templateOf(match);
    return template.pieces(this.#own(template), { file, recordJson });
  }

  #templateOf(match: AlikeMatch): AlertTemplate {
    const { rule } = this.finding;
    const templates = TEMPLATES.get(match) ?? new Map<Rule, AlertTemplate>();
    if (templates.size === 0) TEMPLATES.set(match, templates);
    const template = templates.get(rule) ?? new AlertTemplate({ alert: this.alert, rule });
    templates.set(rule, template);
    return template;
  }

  #own({ recipientAccountId }: AlertTemplate): OwnOfAlert {
    const { finding, file } = this;
    const { eventID = '', eventTime = '' } = finding.json?.own ?? finding.record;
    return {
      ...{ eventID, eventTime, source: { ...file, index: finding.index } },
      id: alertId(finding.rule.id, { eventID, recipientAccountId }),
      get record() {
        return finding.record;
      },
    };
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

/** An input that is not searched. */
export interface NotSearched {
  readonly kind: 'not-searched';
  readonly input: UnreadableInput | SkippedInput;
}

/** A part of a file. */
export interface SearchedPortion extends Omit<FilePortion, 'findings'> {
  readonly kind: 'portion';
  readonly name: string;
  readonly alerts: readonly SearchedAlert[];
  /** Records that are found beside the alerts. */
  readonly watched: readonly WatchedRecord[];
  /** Records that are not chosen, and so not searched. */
  readonly outside: number;
}

/** Why a file was not read to its end: it is no log file, that was reported for another one, or a reason. */
export type Unread = 'no-log-file' | 'reported' | { readonly reason: string };

/** The end of a file. */
export interface SearchedFile extends FileSummary {
  readonly kind: 'file';
  readonly name: string;
  /** Whether the user named it. */
  readonly named: boolean;
  readonly unread?: Unread;
}

/** What searching inputs comes to, in their order: for each file its portions, and its end. */
export type SearchEvent = NotSearched | SearchedPortion | SearchedFile;
