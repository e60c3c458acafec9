import type { Correlated } from '../../correlation/find-crossings';
import { resourceText } from '../../fact/targets/target';
import type { JsonObject } from '../../json/json-value';
import { sha256Hex } from '../../record/sha256';
import { toEventTime } from '../../record/to-event-time';
import { oneLine } from '../../safe-text/one-line';
import {
  ALERT_VERSION,
  type Alert,
  type AlertActor,
  type AlertDetails,
  type AlertSource,
  CUT_FACTS,
  CUT_RESOURCES,
  LEFT_OUT,
} from '../alert';
import { isLongTermKey } from '../alert-actor';
import { alertId } from '../alert-id';
import { wordsInName } from '../call/words-in-name';
import { toLinks } from '../console-links';
import { renderTitle } from '../from-record/render-title';
import { ruleMembers } from '../rule-members';
import { actorCommand } from './actor-command';
import { CORRELATION_EVENT } from './claim-key';
import {
  type CorrelatedRecords,
  endsOf,
  groupFields,
  KnownRecords,
  MAX_RECORDS,
  namedGroup,
} from './known-records';
import { groupInWords, renderCorrelation, timesOf } from './render-correlation';

/** How much of a text `details` shows. */
const PART_LENGTH = 240;

/** The members of an alert that the fields of a group give. */
const MEMBERS: Readonly<
  Record<string, keyof Pick<Alert, 'awsRegion' | 'sourceIPAddress' | 'userAgent' | 'errorCode'>>
> = {
  awsRegion: 'awsRegion',
  sourceIPAddress: 'sourceIPAddress',
  userAgent: 'userAgent',
  errorCode: 'errorCode',
};

const ACTOR_MEMBERS: Readonly<Record<string, keyof Pick<AlertActor, 'type' | 'arn' | 'name' | 'accountId'>>> =
  {
    'userIdentity.type': 'type',
    'userIdentity.arn': 'arn',
    'userIdentity.userName': 'name',
    'userIdentity.accountId': 'accountId',
  };

/**
 * The alert for a group that satisfied a correlation: one for each group and period.
 *
 * `id`, `updates`, rule, severity and all of `record` except `knownWhenRaised` follow from the correlation, the group and the period: every
 * order of arrival gives the same. Everything else is the evidence at hand, which may grow later: `eventTime`, address and user
 * agent are those of the record that decided, the actor is the one of the first record, and accounts and Regions those of all, if
 * they agree. `claimAccount` of `record` is the account that the group names, a part of `id`.
 */
export function toCorrelationAlert(found: CorrelatedRecords): Alert {
  const { correlation, route } = found;
  const eventID = eventIdOf(found);
  const known = new KnownRecords(found.known, correlation.kind === 'event_count');
  const fields = groupFields(found);
  const claimAccount = fields.get('recipientAccountId') ?? '';
  const idOf = (id: string) => alertId(correlation.id, { recipientAccountId: claimAccount, eventID: id });
  const actor = known.actor ?? actorOfGroup(found, fields);
  const told = membersOf(fields, MEMBERS);
  const record = factsOf(found, known, claimAccount);
  const source = known.place;
  const resourceDetails = known.resources;
  const title = titleOf(correlation, known);
  const awsRegion = told.awsRegion ?? onlyOne(known.regions);
  return {
    version: ALERT_VERSION,
    id: idOf(eventID),
    ...(found.known.isFurther && { updates: idOf(eventIdOf(found, false)) }),
    ruleId: correlation.id,
    title,
    severity: correlation.severity,
    tags: correlation.tags,
    summary: renderCorrelation(found, known),
    eventID,
    eventTime: toEventTime(found.known.instantMs),
    eventName: CORRELATION_EVENT,
    eventSource: 'trailwatch',
    recipientAccountId: fields.get('recipientAccountId') ?? onlyOne(known.accounts),
    actor,
    ...known.origin,
    ...told,
    awsRegion,
    resources: resourceDetails.map(resourceText),
    resourceDetails,
    details: detailsOf(found, known),
    ...ruleMembers(correlation, title),
    links: toLinks({ record, awsRegion, eventID, actor }),
    ...commandsOf({ actor, source, record }),
    route,
    source,
    record,
  };
}

/** The further alert of a period is another event than its first one. */
function eventIdOf(
  { correlation, group, periodStartMs, known }: CorrelatedRecords,
  isFurther = known.isFurther === true,
): string {
  const start = toEventTime(periodStartMs);
  const identity = ['correlation', group.key, start, String(correlation.timespanSeconds)];
  return sha256Hex([...identity, ...(isFurther ? ['further'] : [])].join('\n'));
}

function titleOf({ title }: Correlated['correlation'], { failure }: KnownRecords): string {
  return renderTitle(title, failure === undefined ? undefined : { status: failure });
}

/** The value that all records share; empty if they differ or a record does not have it. */
function onlyOne([value = '', ...others]: readonly string[]): string {
  return others.length === 0 ? value : '';
}

function commandsOf(alert: {
  readonly actor: AlertActor;
  readonly source: AlertSource;
  readonly record: JsonObject;
}): Pick<Alert, 'commands'> {
  const command = actorCommand(alert);
  return command === undefined ? {} : { commands: [command] };
}

/** What was known when the alert was raised: how many, of which calls, who, where, in which steps, and the times of the first and the last record. */
function detailsOf(found: CorrelatedRecords, known: KnownRecords): AlertDetails {
  const { known: raised } = found;
  const { first, last } = timesOf(found, known);
  const linesOf = (texts: readonly string[]) => [
    ...new Set(texts.filter((text) => text !== '').map((text) => oneLine(text, PART_LENGTH))),
  ];
  const unless = (told: string | undefined, texts: readonly string[]) =>
    told === undefined || texts.length > 1 ? linesOf(texts) : [];
  const several = (texts: readonly string[]) => unless('', texts);
  const { sourceIPAddress, userAgent } = known.origin;
  const facts = {
    count: [`${raised.count}${raised.orMore === true ? ' or more' : ''}`],
    ...ofScore(found, known),
    actors: several(known.actors.map(({ arn, name }) => arn ?? name)),
    accessKeys: linesOf(known.accessKeys.filter(isLongTermKey)),
    sessionKeys: linesOf(known.accessKeys.filter((id) => !isLongTermKey(id))),
    steps: linesOf(known.steps),
    calls: linesOf(known.records.map(({ eventName }) => eventName)),
    accounts: linesOf(known.accounts),
    regions: linesOf(known.regions),
    addresses: unless(sourceIPAddress, known.addresses),
    programs: unless(userAgent, known.programs),
    firstRecord: linesOf([first]),
    lastRecord: [last],
    described: linesOf([known.described ?? '']),
  };
  const told = Object.entries(facts).filter(([, values]) => values.length > 0);
  const longer = told.filter(([, values]) => values.length > MAX_RECORDS);
  const cut = [
    ...longer.map(([name]) => name),
    ...(known.lacksResources || known.resourcesLeft > 0 ? [CUT_RESOURCES] : []),
  ];
  const left = leftOut([
    ...longer.map(([name, values]) => [name, values.length - MAX_RECORDS] as const),
    [CUT_RESOURCES, known.resourcesLeft],
  ]);
  return {
    ...Object.fromEntries(told.map(([name, values]) => [name, endsOf(values, MAX_RECORDS)])),
    ...(cut.length === 0 ? {} : { [CUT_FACTS]: cut }),
    ...(left.length === 0 ? {} : { [LEFT_OUT]: left }),
  };
}

/** What steps add up to, and each of them with its time and rule. */
function ofScore(
  { correlation: { rules }, known: { score } }: CorrelatedRecords,
  known: KnownRecords,
): Readonly<Record<string, readonly string[]>> {
  if (score === undefined) return {};
  const timeline = known.timelineOf(rules).map((line) => oneLine(line, PART_LENGTH));
  return { score: [String(score.points)], tactics: score.tactics, timeline };
}

/** Facts with the number of their values that an alert leaves out. Steps are looked for no further than the alert has room. */
function leftOut(counts: readonly (readonly [fact: string, count: number])[]): readonly string[] {
  return counts
    .filter(([fact, count]) => count > 0 && fact !== 'steps' && fact !== 'timeline')
    .map(([fact, count]) => `${count} ${wordsInName(fact)}`);
}

function factsOf(found: CorrelatedRecords, known: KnownRecords, claimAccount: string): JsonObject {
  const { correlation, bounds, periodStartMs } = found;
  const { kind, rules, timespanSeconds, fields } = correlation;
  const rulesOf = rules.map(({ id, title }) => ({ id, title }));
  return {
    kind,
    // Which rules the steps of a score are of is known only when it is raised.
    rules: kind === 'score' ? [] : rulesOf,
    group: Object.fromEntries(namedGroup(found)),
    ...(claimAccount === '' ? {} : { claimAccount }),
    timespanSeconds,
    condition: bounds.map(({ operator, value }) => `${operator} ${value}`),
    ...(fields.length === 0 ? {} : { fields }),
    periodStart: toEventTime(periodStartMs),
    periodEnd: toEventTime(periodStartMs + timespanSeconds * 1000),
    knownWhenRaised: {
      instant: toEventTime(found.known.instantMs),
      count: found.known.count,
      ...(found.known.score && { score: found.known.score.points, rules: rulesOf }),
      records: known.named,
    },
  };
}

function membersOf<Member extends string>(
  fields: ReadonlyMap<string, string>,
  names: Readonly<Record<string, Member>>,
): { readonly [Name in Member]?: string } {
  const members = Object.entries(names).flatMap(([field, member]) => {
    const value = fields.get(field);
    return value === undefined ? [] : [[member, value]];
  });
  return Object.fromEntries(members) as { readonly [Name in Member]?: string };
}

/** The actor that the group names, where no record shows it; a group without such a field is itself the actor. */
function actorOfGroup(found: CorrelatedRecords, fields: ReadonlyMap<string, string>): AlertActor {
  const { arn, ...members } = membersOf(fields, ACTOR_MEMBERS);
  const name = arn === undefined ? groupInWords(namedGroup(found)) : arn.slice(arn.lastIndexOf(':') + 1);
  const accountId = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn ?? '')?.[1];
  return {
    name,
    ...(accountId === undefined ? {} : { accountId }),
    ...(arn === undefined ? {} : { arn }),
    ...members,
  };
}
