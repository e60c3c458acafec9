import type { Alert } from '../alert/alert';
import { counted } from '../alert/ending-decisions';
import { toOwnAlert } from '../alert/operational/operational-alert';
import { isJsonObject, parseJson } from '../json/json-value';
import type { Severity } from '../rule/rule';
import { type SearchPlace, searchPrefix } from './search-place';
import type { SearchRequest } from './search-request';

/** The progress of sending the alerts of a search that was asked to send them. Version 1 is a contract. */
export interface SentRecord {
  readonly version: 1;
  /** When the search started, ISO 8601: the name of an execution may come again. */
  readonly startedAt: string;
  /** Alerts that were sent singly, and those that an invocation sent or grouped and could not count. */
  readonly sent: number;
  /** Alerts that the storm report of their window counts. */
  readonly grouped: number;
  /** Alerts that the log processor, another route or another search sent, or held back for a trial or a silence, before. */
  readonly repeated: number;
  /** Alerts of rules on trial, which are counted and not sent; absent where there are none. */
  readonly tried?: number;
  /** Alerts beyond the limit of a search; some of them may have been sent before. */
  readonly left: number;
  readonly isDone: boolean;
  /** The position of the last alert up to which all are done. */
  readonly after: string;
  /** Invocations in a row in which an alert could not be sent. */
  readonly failedRounds: number;
  /** Why it could not; absent where no alert fails. */
  readonly problem?: string | undefined;
  /** The key of the last lessons that the log processor learned; absent before the first. */
  readonly learnedUntil?: string;
  /** The ids of the alerts that were sent or grouped. */
  readonly ids: readonly string[];
  /** The ids of the alerts that are being sent, or that could not be: some may be sent. Absent where there are none. */
  readonly begun?: readonly string[];
}

/** The record of a search that sent nothing yet. */
export function emptySentRecord(startedAt: string): SentRecord {
  const counts = { sent: 0, grouped: 0, repeated: 0, left: 0 };
  return { version: 1, startedAt, ...counts, isDone: false, after: '', failedRounds: 0, ids: [] };
}

/** The record in a text; undefined if it is not one of version 1. */
export function parseSentRecord(text: string): SentRecord | undefined {
  const document = parseJson(text);
  return isJsonObject(document) && document.version === 1 && Array.isArray(document.ids)
    ? (document as unknown as SentRecord)
    : undefined;
}

/** The rule id of alerts about searches that found more than they send. */
export const UNSENT_RULE_ID = 'trailwatch-archive-search-limit';

/** A search that found more alerts than it sends. */
export interface UnsentAlerts {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly resultsBucket: string;
  /** Alerts that it sent, or left to a storm report. */
  readonly sent: number;
  /** Alerts that are left; some of them may have been sent before. */
  readonly left: number;
  /** The highest severity among them. */
  readonly severity: Severity;
}

/** The alert that represents those of a search that are not sent: how many, and where to read them. One per search. */
export function toUnsentAlert(found: UnsentAlerts): Alert {
  const { execution, startedAt, resultsBucket, sent, left, severity } = found;
  const results = `s3://${resultsBucket}/${searchPrefix(execution)}`;
  return toOwnAlert({
    ruleId: UNSENT_RULE_ID,
    firstSteps: ['Read the others: trailwatch archive search results.'],
    title: 'Search of an archive found more alerts than it sends',
    severity,
    tags: [],
    summary:
      `search ${execution} sent ${counted(sent, 'alert')} and found ${left} more, up to severity ${severity}; read them in ${results} ` +
      'with `trailwatch archive search results`',
    identity: [resultsBucket, execution, startedAt],
    eventName: 'AlertsLeft',
    eventTime: startedAt,
    awsRegion: '',
    recipientAccountId: '',
    route: 'archive-search',
    source: {},
    facts: { execution, startedAt, results, sent, left },
  });
}

/** The maximum number of new alerts that a search sends, followed by one alert on the rest. */
export const MAX_SENT = 100;

/** A search that started longer ago sends nothing more: the memory of its start may be gone. */
export const MAX_SENDING_MS = 86_400_000;

/**
 * A day of delivery begins up to a day before what is compared with it, the search takes {@link MAX_SENDING_MS} at most, and an
 * event that EventBridge delivered was alerted on some hours before its log file was there.
 */
const MARGIN_DAYS = 3;

/** Why the alerts of a search may not be sent: one sentence, lower case, no full stop. Undefined if they may, or need not. */
export function sendingProblem(
  { send, sendRules, start, learn = false }: SearchRequest,
  place: Pick<SearchPlace, 'rememberDays'>,
  startedMs: number,
): string | undefined {
  const { rememberDays } = place;
  if (learn && rememberDays === undefined)
    return 'this ArchiveSearch has no log processor that learns; set its property processor, or leave out learn';
  if (send === undefined) return undefined;
  if (rememberDays === undefined)
    return 'this ArchiveSearch sends no alerts; set its property processor, or leave out send';
  const remembered = new Date(startedMs - (rememberDays - MARGIN_DAYS) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  if (sendRules !== undefined || start >= remembered) return undefined;
  return (
    `alerts of days before ${remembered} may have been sent without a trace of it, and start is ${start}; ` +
    'name the rules that no alert was sent of in sendRules, or search later days'
  );
}
