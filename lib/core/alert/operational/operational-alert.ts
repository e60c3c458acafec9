import type { JsonObject } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import { toEventTime } from '../../record/to-event-time';
import type { Rule, Severity } from '../../rule/rule';
import { isPlainArgument } from '../../safe-text/message-text';
import { oneLine } from '../../safe-text/one-line';
import {
  ALERT_VERSION,
  type Alert,
  type AlertDetails,
  type AlertRoute,
  type AlertSource,
  CUT_FACTS,
} from '../alert';
import { alertId } from '../alert-id';
import { type AlertKinds, KIND_NAMES, type KindName, LISTED, mapKinds } from '../alert-kinds';
import { VALUE_LENGTH } from '../call/texts-at';
import { asSeveral } from '../failed-attempt';
import { ruleMembers } from '../rule-members';

/** The rule id of alerts about log files that could not be read. */
export const UNREADABLE_FILE_RULE_ID = 'trailwatch-unreadable-log-file';

/** The rule id of alerts about items of the table of claims that no function of trailwatch wrote. */
export const FOREIGN_ITEMS_RULE_ID = 'trailwatch-foreign-claims';

/** The rule id of alerts about items of the table of claims that a later version of trailwatch wrote. */
export const LATER_ITEMS_RULE_ID = 'trailwatch-later-claims';

/** The `eventSource` of alerts that trailwatch raises about its own work. */
const OWN_EVENT_SOURCE = 'trailwatch';

/** What the matches of a storm have in common if none of their calls succeeded. */
export const FAILED_CALLS = 'denied or failed calls';

/** How many actors, calls, Regions and resources of a storm its alert names. */
const MAX_LISTED = 20;

/** How many of them people are told, as of every fact. */
const MAX_TOLD = 10;

/** How many places of a storm its alert names. */
const MAX_EXAMPLES = 10;

/** How much of a bucket, name or problem a summary shows. */
const PART_LENGTH = 110;

/** Maximum length of a key: the names of an organization's files take about 160 characters, and they differ only at the end. */
const KEY_LENGTH = 240;

/** A log file that could not be read, wholly or in part. */
export interface UnreadableFile {
  readonly bucket: string;
  readonly key: string;
  /** Of a versioned bucket; another version of the same key is another file. */
  readonly versionId?: string;
  /** The problem, as a sentence without a full stop. */
  readonly problem: string;
  /** When it was found, ISO 8601 in UTC. Not part of the identity. */
  readonly foundAt: string;
  /** The account whose log it is, according to its key. */
  readonly recipientAccountId?: string;
  readonly awsRegion?: string;
  readonly route: AlertRoute;
}

/** The `eventName` of a storm. */
export const STORM_EVENT = 'AlertStorm';

/** More matches of one rule in one account and window than are sent singly. */
export interface Storm {
  readonly rule: Pick<Rule, 'id' | 'name' | 'title' | 'severity' | 'tags'> &
    Partial<Pick<Rule, 'firstSteps'>>;
  readonly recipientAccountId: string;
  /** The start of the window by event time, ISO 8601 in UTC. */
  readonly windowStart: string;
  readonly windowMinutes: number;
  /** How many matches were not sent singly, and are in no earlier report. */
  readonly count: number;
  /** The number including earlier reports. */
  readonly total?: number;
  /** Whether a scan shows it, which sends nothing; its rows have no summary, so the title has the number. */
  readonly isScanned?: true;
  /** What they share in addition to rule and account, in words. */
  readonly cause?: string | undefined;
  /** The different values of the grouped matches of the window, including those of earlier reports. */
  readonly kinds: AlertKinds;
  /** Where some of the matches are, in any order. */
  readonly examples: readonly AlertSource[];
  /** The Region of all matches, where there is one. */
  readonly awsRegion?: string;
  readonly route: AlertRoute;
}

/**
 * The alert for a log file whose records could not be searched. The same file, or the same version of it, gives
 * the same id at every attempt.
 */
export function toUnreadableFileAlert(file: UnreadableFile): Alert {
  const { bucket, key, versionId, problem } = file;
  const where = `s3://${oneLine(bucket, PART_LENGTH)}/${oneLine(key, KEY_LENGTH)}`;
  return toOwnAlert({
    ruleId: UNREADABLE_FILE_RULE_ID,
    firstSteps: [
      'Download the file and check whether CloudTrail wrote it: trailwatch validate compares it with its digest file.',
      'If you can repair the file, search it: trailwatch scan FILE',
    ],
    title: 'CloudTrail log file could not be read',
    severity: 'high',
    tags: [],
    summary: `trailwatch could not read ${where}: ${oneLine(problem, PART_LENGTH)}; the records it could not read were not searched`,
    identity: [bucket, key, versionId ?? ''],
    eventName: 'UnreadableLogFile',
    eventTime: file.foundAt,
    awsRegion: file.awsRegion ?? '',
    recipientAccountId: file.recipientAccountId ?? '',
    route: file.route,
    source: { bucket, key },
    facts: { bucket, key, ...(versionId === undefined ? {} : { versionId }), problem },
  });
}

/** The maximum number of distinct items not written by a trailwatch function that are counted between two alerts. */
export const MAX_FOREIGN_ITEMS = 1_000;

/** The maximum number of them that are listed. */
const NAMED_ITEMS = 10;

/** Items of the table of claims that this version does not use: no function wrote them, or one of a later version. */
export interface ForeignItems {
  /** Name or ARN. */
  readonly tableName: string;
  /** At least one, and at most {@link MAX_FOREIGN_ITEMS}, which means that number or more. */
  readonly items: readonly { readonly window: string; readonly item: string; readonly problem: string }[];
  /** When they were found, ISO 8601 in UTC; its hour is part of the identity. */
  readonly foundAt: string;
}

/**
 * The alert for a table of claims that others have written to, which would keep alerts from being sent. It has one id per
 * hour, whichever function finds it.
 */
export function toForeignItemsAlert(found: ForeignItems): Alert {
  const { tableName, items } = found;
  return toOwnAlert({
    ...placeOf(found),
    ruleId: FOREIGN_ITEMS_RULE_ID,
    firstSteps: [
      'Find who wrote to the table: look for PutItem and UpdateItem in its data events, if a trail logs them, and check which roles can write to it.',
      'Allow only the trailwatch functions to write to the table. Do not change or delete the items: they are evidence.',
    ],
    title: 'Claims table was changed by something other than trailwatch',
    severity: 'critical',
    tags: ['attack.defense_evasion', 'attack.t1562.008'],
    summary:
      `table ${oneLine(tableName, PART_LENGTH)} holds ${itemsInWords(items.length)} that no trailwatch function wrote${exampleOf(found)}; ` +
      'trailwatch ignores such items and sends the alerts that they would suppress',
    eventName: 'ForeignClaims',
  });
}

/** The alert for items of a later version of trailwatch, after an earlier one was deployed again. It has one id per hour. */
export function toLaterItemsAlert(found: ForeignItems): Alert {
  const { tableName, items } = found;
  return toOwnAlert({
    ...placeOf(found),
    ruleId: LATER_ITEMS_RULE_ID,
    firstSteps: [
      'Deploy the later version again, or all stacks that share the table with one version.',
      'Until then, alerts may be sent twice, and counts, repeats and first-seen values of these items are not known.',
    ],
    title: 'Claims table has items of a later version of trailwatch',
    severity: 'medium',
    tags: [],
    summary:
      `table ${oneLine(tableName, PART_LENGTH)} holds ${itemsInWords(items.length)} that a later version of trailwatch wrote${exampleOf(found)}; ` +
      'this version keeps such items unchanged, and sends the alerts that they may concern',
    eventName: 'LaterClaims',
  });
}

function exampleOf({ items: [first] }: ForeignItems): string {
  if (first === undefined) return '';
  return `; item '${oneLine(first.item, PART_LENGTH)}' of '${oneLine(first.window, PART_LENGTH)}' ${first.problem}`;
}

function placeOf({ tableName, items, foundAt }: ForeignItems) {
  const [, , , , account = ''] = tableName.split(':');
  return {
    identity: [tableName, foundAt.slice(0, 'yyyy-mm-ddThh'.length)],
    eventTime: foundAt,
    awsRegion: '',
    recipientAccountId: account,
    route: 'log-file' as const,
    source: {},
    facts: {
      ...{ tableName, count: items.length },
      items: items
        .slice(0, NAMED_ITEMS)
        .map(({ window, item, problem }): JsonObject => ({ window, item, problem })),
    },
  };
}

function itemsInWords(count: number): string {
  if (count === 1) return 'an item';
  return `${count.toLocaleString('en-US')} items${count < MAX_FOREIGN_ITEMS ? '' : ' or more'}`;
}

/**
 * The alert for the matches of a storm that were not sent singly: how many, and where to look. It has the rule's
 * own id, severity and tags, so it is routed as they would have been.
 */
export function toStormAlert(storm: Storm): Alert {
  const { recipientAccountId, windowStart, windowMinutes, count, cause, total = count, isScanned } = storm;
  const rule = cause === FAILED_CALLS ? asSeveral(storm.rule) : storm.rule;
  const windowEnd = endOf(windowStart, windowMinutes);
  const examples = storm.examples.slice(0, MAX_EXAMPLES);
  const sortedKinds = mapKinds(storm.kinds, (values) => [...values].sort());
  return toOwnAlert({
    ruleId: rule.id,
    ruleName: rule.name,
    firstSteps: rule.firstSteps ?? [],
    title: `${isScanned ? count : 'Many'} more: ${rule.title}`,
    severity: rule.severity,
    tags: rule.tags,
    summary:
      `rule '${oneLine(rule.name, PART_LENGTH)}' matched ${count} more ${subjectOf(storm)} of account ` +
      `${oneLine(recipientAccountId, PART_LENGTH)} between ${windowStart} and ${windowEnd}; they ${isScanned ? 'are not shown' : 'were not sent'} individually${total === count ? '' : ` (${total} in all)`}` +
      kindsInWords(storm.kinds),
    identity: ['storm', windowStart, String(windowMinutes), ...(cause === undefined ? [] : [cause])],
    eventName: STORM_EVENT,
    eventTime: windowStart,
    awsRegion: storm.awsRegion ?? '',
    recipientAccountId,
    route: storm.route,
    source: {},
    resources: sortedKinds.resources.slice(0, MAX_LISTED),
    details: toldKinds(sortedKinds),
    facts: {
      ruleName: rule.name,
      count,
      ...(total === count ? {} : { total }),
      ...(cause === undefined ? {} : { cause }),
      windowStart,
      windowEnd,
      ...kindFacts(sortedKinds),
      examples: examples.map((example): JsonObject => ({ ...example })),
    },
  });
}

function subjectOf({ count, cause }: Storm): string {
  if (cause === undefined) return count === 1 ? 'record' : 'records';
  if (cause === FAILED_CALLS) return count === 1 ? 'denied or failed call' : FAILED_CALLS;
  return `${count === 1 ? 'finding' : 'findings'} '${oneLine(cause, PART_LENGTH)}'`;
}

/** The members of a storm's alert for each kind. */
const KINDS_IN_WORDS: Readonly<
  Record<KindName, { readonly fact: string; readonly one: string; readonly many: string }>
> = {
  actors: { fact: 'actors', one: 'actor', many: 'actors' },
  calls: { fact: 'calls', one: 'call', many: 'calls' },
  regions: { fact: 'awsRegions', one: 'Region', many: 'Regions' },
  resources: { fact: 'resources', one: 'resource', many: 'resources' },
};

/** For each kind the number of different values, which is a lower bound if `isComplete` is false, and some of them. */
function kindFacts(kinds: AlertKinds): JsonObject {
  const facts = KIND_NAMES.map((name) => {
    const distinct = Math.min(kinds[name].length, LISTED[name]);
    const isComplete = kinds[name].length < LISTED[name];
    return [KINDS_IN_WORDS[name].fact, { distinct, isComplete, values: kinds[name].slice(0, MAX_LISTED) }];
  });
  return Object.fromEntries(facts);
}

/** Who made the calls, which, and where, for people: mails and chat have no `record`. Resources have their own lines. */
function toldKinds({ actors, calls, regions }: AlertKinds): AlertDetails {
  const told = Object.entries({ actors, calls, regions }).filter(([, values]) => values.length > 0);
  const cut = told.filter(([, values]) => values.length > MAX_TOLD).map(([name]) => name);
  return {
    ...Object.fromEntries(
      told.map(([name, values]) => [
        name,
        values.slice(0, MAX_TOLD).map((value) => oneLine(value, VALUE_LENGTH)),
      ]),
    ),
    ...(cut.length === 0 ? {} : { [CUT_FACTS]: cut }),
  };
}

function kindsInWords(kinds: AlertKinds): string {
  const counts = KIND_NAMES.filter((name) => kinds[name].length > 0).map((name) => {
    const count = kinds[name].length;
    const { one, many } = KINDS_IN_WORDS[name];
    return count >= LISTED[name] ? `${LISTED[name]} or more ${many}` : `${count} ${count === 1 ? one : many}`;
  });
  return counts.length === 0 ? '' : `; they involve ${counts.join(', ')}`;
}

/** An alert that trailwatch raises about its own work. */
interface OwnAlert extends Pick<Alert, 'ruleId' | 'title' | 'tags' | 'summary' | 'eventName' | 'eventTime'> {
  /** The default is the id. */
  readonly ruleName?: string;
  readonly firstSteps?: readonly string[];
  readonly severity: Severity;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  /** The parts that identify this event; their hash is the event's id. */
  readonly identity: readonly string[];
  readonly route: AlertRoute;
  readonly source: AlertSource;
  readonly resources?: readonly string[];
  readonly details?: AlertDetails;
  readonly closes?: string;
  readonly facts: JsonObject;
}

/** Gives such an alert its identity. */
export function toOwnAlert({
  identity,
  facts,
  ruleName,
  firstSteps: steps = [],
  ...members
}: OwnAlert): Alert {
  const firstSteps = steps.map((step) => withArguments(step, members));
  const eventID = sha256Hex(identity.join('\n'));
  return {
    version: ALERT_VERSION,
    id: alertId(members.ruleId, { recipientAccountId: members.recipientAccountId, eventID }),
    ...members,
    ...ruleMembers({ name: ruleName ?? members.ruleId, title: members.title, firstSteps }),
    eventID,
    eventSource: OWN_EVENT_SOURCE,
    actor: { name: OWN_EVENT_SOURCE },
    resources: members.resources ?? [],
    resourceDetails: [],
    details: members.details ?? {},
    links: {},
    record: facts,
  };
}

/**
 * The alert that what an earlier one was about is over. It takes the way of the earlier one, whose id it closes, and has one id
 * itself, however often the end is noticed.
 *
 * @param reason how that is known, as the beginning of a sentence
 */
export function toClosing(
  opening: Alert,
  { endedAt, reason }: { readonly endedAt: string; readonly reason: string },
): Alert {
  const { id, ruleId, severity, tags, eventName, eventTime, awsRegion, recipientAccountId } = opening;
  const { route, source, resources } = opening;
  return toOwnAlert({
    ...{ ruleId, severity, tags, eventName, awsRegion, recipientAccountId, route, source, resources },
    ...(opening.ruleName === undefined ? {} : { ruleName: opening.ruleName }),
    title: `Over: ${opening.title}`,
    summary: `${reason} at ${endedAt}; it was: ${opening.summary}`,
    identity: ['over', id],
    eventTime: endedAt,
    closes: id,
    facts: { ...opening.record, closes: id, since: eventTime, until: endedAt, reason },
  });
}

/** A step whose commands name what the alert is about, where a shell takes it as it is. */
function withArguments(
  step: string,
  {
    source,
    resources = [],
    ...alert
  }: Pick<OwnAlert, 'source' | 'resources' | 'recipientAccountId' | 'awsRegion'>,
): string {
  const values: Readonly<Record<string, string | undefined>> = {
    ...{ BUCKET: source.bucket, KEY: source.key, ARN: resources[0] },
    ...{ ACCOUNT: alert.recipientAccountId, REGION: alert.awsRegion },
  };
  return step.replace(PLACEHOLDER, (placeholder) => {
    const value = values[placeholder] ?? '';
    return isPlainArgument(value) ? value : placeholder;
  });
}

/** What stands for a value in a command. */
const PLACEHOLDER = /(?<=--[a-z-]+ |s3:\/\/)(?:BUCKET|KEY|ARN|ACCOUNT|REGION)\b/g;

/** A daily message of a log processor. */
interface DayAlert
  extends Pick<OwnAlert, 'ruleId' | 'firstSteps' | 'title' | 'severity' | 'summary' | 'eventName' | 'facts'> {
  readonly ruleName: string;
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** In UTC; part of the identity, so it is sent once, however often the schedule runs. */
  readonly day: string;
}

/** Gives such an alert its identity. */
export function toDayAlert({ processorName, day, ruleId, ruleName, ...rest }: DayAlert): Alert {
  const { title, severity, summary, eventName, firstSteps, facts } = rest;
  return toOwnAlert({
    ...{ ruleId, ruleName, firstSteps, title, severity, tags: [], summary, eventName },
    ...{ identity: [ruleName, processorName, day], eventTime: `${day}T00:00:00Z` },
    ...{ awsRegion: '', recipientAccountId: '', route: 'log-file', source: {}, facts },
  });
}

/** The end of a window; text that is not a date is returned with the window's length. */
function endOf(windowStart: string, windowMinutes: number): string {
  const start = Date.parse(windowStart);
  if (Number.isNaN(start)) return `${windowMinutes} minutes later`;
  return toEventTime(start + windowMinutes * 60_000);
}
