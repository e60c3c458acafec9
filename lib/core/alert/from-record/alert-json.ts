import { toJsonText, toVisibleJson } from '../../safe-text/printable';
import type { Alert, AlertSource } from '../alert';
import type { AlertedRule } from './to-alert';

/** The parts that all alerts of a rule share, as JSON. */
interface RuleText {
  readonly title: string;
  readonly severity: string;
  /** The members from `ruleId` to `tags`, and a comma. */
  readonly before: string;
  /** A comma, `firstSteps`, `runbook` if there is one, and a comma. */
  readonly behind: string;
}

const RULE_TEXTS = new WeakMap<AlertedRule, RuleText[]>();

const FILE_TEXTS = new WeakMap<AlertSource, string>();

/** An alert from `toAlert`, with its parts. */
export interface MadeAlert {
  readonly alert: Alert;
  readonly rule: AlertedRule;
  /** `alert.source` without the record's place in it. */
  readonly file: AlertSource;
  /** The `JSON.stringify` of the record, if that is known. */
  readonly recordJson?: string;
}

/** An alert on a record as JSON of one line, in consecutive pieces: together they equal its `toJsonText`. */
export function alertJsonPieces(made: MadeAlert): readonly string[] {
  return new AlertTemplate(made).pieces(made.alert, made);
}

/** What differs in the alerts of a rule on records that are alike: those that differ in their own texts alone. */
export type OwnOfAlert = Pick<Alert, 'id' | 'eventID' | 'eventTime' | 'source' | 'record'>;

/**
 * The JSON of the alerts of a rule on records that are alike, made once for all of them: each has the texts of its own spliced in. What
 * the alerts of a rule or a file share is made once, too. The pieces can be written without joining them.
 */
export class AlertTemplate {
  readonly #beforeId: string;
  readonly #beforeEvent: string;
  readonly #beforeLinks: string;
  readonly #beforeSource: string;
  /** Whether the record has a page of its own. */
  readonly #isLinked: boolean;
  readonly recipientAccountId: string;

  constructor({ alert, rule }: Pick<MadeAlert, 'alert' | 'rule'>) {
    const { before, behind } = ruleTextOf(rule, alert);
    const { record, actor } = alert.links ?? {};
    this.recipientAccountId = alert.recipientAccountId;
    this.#isLinked = record !== undefined;
    this.#beforeId = `{"version":${alert.version},"id":"`;
    this.#beforeEvent = `",${before}"summary":${toJsonText(alert.summary)},"eventID":`;
    const page = record === undefined ? '' : `"record":"${record.slice(0, -alert.eventID.length)}`;
    this.#beforeLinks = `,${membersBehindTime(alert)}${behind}"links":{${page}`;
    const ofActor = actor === undefined ? '' : `${this.#isLinked ? ',' : ''}"actor":"${actor}"`;
    this.#beforeSource = `${this.#isLinked ? '"' : ''}${ofActor}},"route":"${alert.route}","source":`;
  }

  /** The alert with these texts of its own. */
  pieces(own: OwnOfAlert, { file, recordJson }: Pick<MadeAlert, 'file' | 'recordJson'>): readonly string[] {
    const { id, eventID, eventTime, source } = own;
    return [
      this.#beforeId,
      id,
      this.#beforeEvent,
      `${toJsonText(eventID)},"eventTime":${toJsonText(eventTime)}`,
      this.#beforeLinks,
      this.#isLinked ? eventID : '',
      this.#beforeSource,
      `${sourceText(file, source)},"record":`,
      recordJson === undefined ? toJsonText(own.record) : toVisibleJson(recordJson),
      '}',
    ];
  }
}

/** The members from `eventName` to those of the rule. */
function membersBehindTime(alert: Alert): string {
  const text = toJsonText({
    eventName: alert.eventName,
    eventSource: alert.eventSource,
    awsRegion: alert.awsRegion,
    actor: alert.actor,
    resources: alert.resources,
    recipientAccountId: alert.recipientAccountId,
    sourceIPAddress: alert.sourceIPAddress,
    userAgent: alert.userAgent,
    errorCode: alert.errorCode,
    outcome: alert.outcome,
    resourceDetails: alert.resourceDetails,
    details: alert.details,
  });
  return text.slice(1, -1);
}

/** The alerts of a rule have two titles and two severities at most, but for those of dry runs. */
function ruleTextOf(rule: AlertedRule, alert: Alert): RuleText {
  const { title, severity } = alert;
  let texts = RULE_TEXTS.get(rule);
  if (texts === undefined) {
    texts = [];
    RULE_TEXTS.set(rule, texts);
  }
  for (const text of texts) if (text.title === title && text.severity === severity) return text;
  const { ruleId, ruleName, tags, firstSteps, runbook } = alert;
  const before = `${toJsonText({ ruleId, ruleName, title, severity, tags }).slice(1, -1)},`;
  const behind = `,${toJsonText({ firstSteps, runbook }).slice(1, -1)},`;
  const text = { title, severity, before, behind };
  texts.push(text);
  return text;
}

function sourceText(file: AlertSource, source: AlertSource): string {
  const { index } = source;
  if (file.index !== undefined || index === undefined) return toJsonText(source);
  let text = FILE_TEXTS.get(file);
  if (text === undefined) {
    text = toJsonText(file).slice(1, -1);
    FILE_TEXTS.set(file, text);
  }
  return `{${text}${text === '' ? '' : ','}"index":${index}}`;
}
