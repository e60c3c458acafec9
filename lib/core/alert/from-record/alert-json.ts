import { toJsonText, toVisibleJson } from '../../safe-text/printable';
import type { Alert, AlertLinks, AlertSource } from '../alert';
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

/**
 * An alert on a record as JSON of one line, in consecutive pieces: together they equal its `toJsonText`. What the alerts of a
 * rule or a file share is made once, and the pieces can be written without joining them.
 */
export function alertJsonPieces({ alert, rule, file, recordJson }: MadeAlert): readonly string[] {
  const { id, links = {}, route, source, record } = alert;
  const { before, behind } = ruleTextOf(rule, alert);
  const own = ownMembers(alert);
  const found = `"links":${linksText(links)},"route":"${route}","source":${sourceText(file, source)}`;
  const content = recordJson === undefined ? toJsonText(record) : toVisibleJson(recordJson);
  return [
    `{"version":${alert.version},"id":"${id}",`,
    before,
    own,
    behind,
    `${found},"record":`,
    content,
    '}',
  ];
}

/** The members between those of the rule. */
function ownMembers(alert: Alert): string {
  const text = toJsonText({
    summary: alert.summary,
    eventID: alert.eventID,
    eventTime: alert.eventTime,
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

/** Addresses have no letter in them that JSON has an escape for. */
function linksText({ record, actor }: AlertLinks): string {
  const before = record === undefined ? '' : `"record":"${record}"`;
  if (actor === undefined) return `{${before}}`;
  return `{${before === '' ? '' : `${before},`}"actor":"${actor}"}`;
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
