import type { CountedAlerts } from '../../../lib/core/alert/daily-summary';
import { SEVERITIES } from '../../../lib/core/rule/rule';
import { CLAIM_TABLE, SUMMARY_PARTITION } from '../../../lib/core/settings/claim-table';
import { isAdded, isWritten } from '../answers';
import { noteActor } from './actor-item';
import { type ClaimStore, type Item, itemKey, MAC, reportForeign } from './claim-store';
import { isWrittenBy } from './item-format';
import { queryItems } from './query-items';
import { updateItem } from './write-item';

/** Alerts of a UTC day, such as `2026-11-23`, that are counted together. */
export interface SummaryCount extends CountedAlerts {
  readonly day: string;
  /** When the first of them was counted, and the last: ISO 8601 in UTC. */
  readonly first: string;
  readonly last: string;
}

/** What one invocation adds. */
export interface SummaryChange extends CountedAlerts {
  readonly nowMs: number;
  /** A short hash of who the actor is; empty where they are several. */
  readonly actorHash: string;
}

const NUMBERS = ['sent', 'held', 'belowMedium', 'storms', 'grouped', 'onTrial', 'silenced'] as const;

/** The maximum number of subjects of a day with separate items; all others of a rule and severity share one. */
const MAX_SUBJECTS = 300;

/** The sort key of the names of the subjects that have room: it comes before every rule id. */
const SUBJECTS_ITEM = '!subjects';

const EXPIRES_AFTER_SECONDS = 10 * 86_400;

/** Counts of rules on trial are kept longer than those of sent alerts. */
const TRIAL_EXPIRES_AFTER_SECONDS = 35 * 86_400;

const DAY_LENGTH = 'yyyy-mm-dd'.length;

/**
 * Adds to the counts of the day. A subject that is new to the day takes three writes more, of which one notes its actor; past
 * {@link MAX_SUBJECTS} it is counted with the others of its rule.
 */
export async function countSummary(store: ClaimStore, change: SummaryChange): Promise<void> {
  if (await add(store, change, 'if it exists')) return;
  const { actor, example, ...rest } = change;
  const others = isUnsent(change) ? { ...rest, example } : rest;
  const isOwn = actor !== undefined && (await hasRoom(store, change));
  // No alert was sent of the actor of one on trial or silenced: the first that is sent is still the first.
  if (isOwn && !isUnsent(change)) await noteActor(store, change.actorHash, change.nowMs);
  await add(store, isOwn ? change : others, 'always');
}

/** The counts of a UTC day. What no function of trailwatch described is reported and left out. */
export async function readSummary(store: ClaimStore, day: string): Promise<readonly SummaryCount[]> {
  const macKey = await store.macKey();
  const counts: SummaryCount[] = [];
  for await (const item of queryItems(store, windowOf(day))) {
    if (item[CLAIM_TABLE.sortKey]?.S === SUBJECTS_ITEM) continue;
    if (isWrittenBy(macKey, item, partsOf(item))) counts.push(toCount(item, day));
    else await reportForeign(store, item, 'is a count that no function wrote');
  }
  return counts;
}

async function add(
  store: ClaimStore,
  change: SummaryChange,
  when: 'if it exists' | 'always',
): Promise<boolean> {
  const item = toItem(change);
  const { partitionKey, sortKey, timeToLiveAttribute } = CLAIM_TABLE;
  const now = new Date(change.nowMs).toISOString();
  const told = Object.entries({ ...item, [MAC]: { S: (await store.macKey()).sign(partsOf(item)) } }).filter(
    ([name]) => name !== partitionKey && name !== sortKey,
  );
  const numbers = NUMBERS.filter((name) => (change[name] ?? 0) > 0);
  return isWritten(
    updateItem(store, {
      Key: keyOf(item),
      UpdateExpression:
        `SET ${told.map(([name]) => `#${name} = :${name}`).join(', ')}, #expiresAt = :expiresAt,` +
        ` #first = if_not_exists(#first, :now), #last = :now ADD ${numbers.map((name) => `#${name} :${name}`).join(', ')}`,
      ...(when === 'always' ? {} : { ConditionExpression: 'attribute_exists(#item)' }),
      ExpressionAttributeNames: {
        ...Object.fromEntries([...told.map(([name]) => name), ...numbers].map((name) => [`#${name}`, name])),
        ...{ '#expiresAt': timeToLiveAttribute, '#first': 'first', '#last': 'last' },
        ...(when === 'always' ? {} : { '#item': sortKey }),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(told.map(([name, value]) => [`:${name}`, value])),
        ...Object.fromEntries(numbers.map((name) => [`:${name}`, { N: String(change[name]) }])),
        ':now': { S: now },
        ':expiresAt': expiryOf(change.nowMs, isUnsent(change)),
      },
    }),
  );
}

/** Alerts of a rule on trial, and those that a person silenced, are counted apart: with an example, and with the reason. */
function isUnsent({ onTrial = 0, silenced = 0 }: Pick<CountedAlerts, 'onTrial' | 'silenced'>): boolean {
  return onTrial > 0 || silenced > 0;
}

/** Whether a subject is one of those of the day that have an item of their own. It stays so. */
async function hasRoom(store: ClaimStore, change: SummaryChange): Promise<boolean> {
  const { [CLAIM_TABLE.partitionKey]: window = { S: '' } } = toItem(change);
  const subject = `${change.ruleId.slice(0, 8)}${change.severity.charAt(0)}${change.actorHash.slice(0, 8)}`;
  return isAdded(
    updateItem(store, {
      Key: { [CLAIM_TABLE.partitionKey]: window, [CLAIM_TABLE.sortKey]: { S: SUBJECTS_ITEM } },
      UpdateExpression: 'ADD #names :names SET #expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(#names) OR contains(#names, :name) OR size(#names) < :most',
      ExpressionAttributeNames: { '#names': 'names', '#expiresAt': CLAIM_TABLE.timeToLiveAttribute },
      ExpressionAttributeValues: {
        ':names': { SS: [subject] },
        ':name': { S: subject },
        ':most': { N: String(MAX_SUBJECTS) },
        ':expiresAt': expiryOf(change.nowMs),
      },
    }),
  );
}

/** Key and description; the numbers are added to, so that no code can be over them. */
function toItem(change: SummaryChange): Item {
  const { nowMs, ruleId, ruleName, severity, actor, actorHash, example } = change;
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const subject = [
    ruleId.slice(0, 200),
    severity,
    actor === undefined ? 'others' : actorHash,
    ...(isUnsent(change) ? [(change.silenced ?? 0) > 0 ? 'silence' : 'trial'] : []),
  ];
  return {
    [partitionKey]: { S: windowOf(new Date(nowMs).toISOString().slice(0, DAY_LENGTH)) },
    [sortKey]: { S: subject.join('/') },
    ruleId: { S: ruleId },
    ruleName: { S: ruleName },
    severity: { S: severity },
    ...(actor === undefined ? {} : { actor: { S: actor } }),
    ...(example === undefined ? {} : { example: { S: example } }),
  };
}

function toCount(item: Item, day: string): SummaryCount {
  const [actor, example] = [item.actor?.S, item.example?.S];
  const [onTrial, silenced] = [numberOf(item.onTrial?.N), numberOf(item.silenced?.N)];
  return {
    day,
    ruleId: item.ruleId?.S ?? '',
    ruleName: item.ruleName?.S ?? '',
    severity: SEVERITIES.find((severity) => severity === item.severity?.S) ?? 'informational',
    ...(actor === undefined ? {} : { actor }),
    ...(example === undefined ? {} : { example }),
    ...(onTrial === 0 ? {} : { onTrial }),
    ...(silenced === 0 ? {} : { silenced }),
    sent: numberOf(item.sent?.N),
    held: numberOf(item.held?.N),
    belowMedium: numberOf(item.belowMedium?.N),
    storms: numberOf(item.storms?.N),
    grouped: numberOf(item.grouped?.N),
    first: timeOf(item.first?.S, day),
    last: timeOf(item.last?.S, day),
  };
}

/** Anyone who may write the table can change the numbers and the times, and nothing else. */
function numberOf(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

function timeOf(text: string | undefined, day: string): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? `${day}T00:00:00.000Z` : new Date(time).toISOString();
}

function partsOf(item: Item): readonly string[] {
  const { partitionKey, sortKey } = CLAIM_TABLE;
  const members = [partitionKey, sortKey, 'ruleId', 'ruleName', 'severity', 'actor'];
  const example = item.example?.S;
  return [
    'summary',
    ...members.map((name) => item[name]?.S ?? ''),
    ...(example === undefined ? [] : [example]),
  ];
}

function windowOf(day: string): string {
  return `${SUMMARY_PARTITION}${day}`;
}

function expiryOf(nowMs: number, isOfTrial = false): { readonly N: string } {
  const seconds = isOfTrial ? TRIAL_EXPIRES_AFTER_SECONDS : EXPIRES_AFTER_SECONDS;
  return { N: String(Math.floor(nowMs / 1000) + seconds) };
}

function keyOf(item: Item): Record<string, { S: string }> {
  return itemKey(item[CLAIM_TABLE.partitionKey]?.S ?? '', item[CLAIM_TABLE.sortKey]?.S ?? '');
}
