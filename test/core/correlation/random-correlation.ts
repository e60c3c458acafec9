import type { Correlation, CountBound } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import { oneOf } from '../../lambda/chance';
import { ruleOn } from '../../lambda/log-processor/log-files';
import type { FlatRecord } from './correlation-oracle';

const NAMES = ['SignIn', 'Assume', 'Stop'];

/** Rules that overlap: the last one matches what the first and second do, too. */
export const RULES: readonly Rule[] = [
  ...NAMES.map((name) => ruleOn(name)),
  {
    ...ruleOn('SignIn', 'rule-either'),
    condition: { kind: 'equals', field: 'eventName', values: ['SignIn', 'Assume'], cased: false },
  },
];

/** Whether a test record satisfies one of {@link RULES}. */
export function satisfiesRule({ eventName }: FlatRecord, ruleId: string): boolean {
  if (ruleId === 'rule-either') return eventName === 'SignIn' || eventName === 'Assume';
  return ruleId === `rule-${String(eventName)}`;
}

/** A correlation of the test rules, with what `changes` say. */
export function correlationOf(changes: Partial<Correlation> = {}): Correlation {
  const { condition, ...rule } = ruleOn('Correlated', 'correlation');
  return {
    ...rule,
    kind: 'event_count',
    rules: RULES.slice(0, 1),
    groupBy: ['actor'],
    aliases: {},
    timespanSeconds: 60,
    fields: [],
    bounds: [{ operator: 'gte', value: 3 }],
    generate: false,
    ...changes,
  };
}

/** Any correlation of the test rules. */
export function randomCorrelation(chance: () => number): Correlation {
  const kind = oneOf(chance, ['event_count', 'value_count', 'temporal', 'temporal_ordered'] as const);
  const rules = shuffled(chance, RULES).slice(0, 1 + Math.floor(chance() * RULES.length));
  const aliases = {
    who: Object.fromEntries(rules.map(({ id }) => [id, oneOf(chance, ['actor', 'address'])])),
  };
  const correlation = correlationOf({
    id: `correlation-${Math.floor(chance() * 1e9)}`,
    kind,
    rules,
    groupBy: oneOf(chance, [[], ['actor'], ['actor', 'address'], ['who'], ['recipientAccountId'], ['roles']]),
    aliases,
    timespanSeconds: oneOf(chance, [1, 7, 60, 100]),
    fields: kind === 'value_count' ? oneOf(chance, [['address'], ['address', 'actor'], ['roles']]) : [],
    bounds: randomBounds(chance, kind.startsWith('temporal')),
  });
  return concluded(correlation, chance);
}

/** Some of the correlations that can, with the last of their rules not counted but concluding. */
function concluded(correlation: Correlation, chance: () => number): Correlation {
  const { kind, rules, bounds } = correlation;
  const isCount = kind === 'event_count' || kind === 'value_count';
  const isMinimum = bounds.every(({ operator }) => operator === 'gt' || operator === 'gte');
  const last = rules.at(-1);
  if (!isCount || !isMinimum || rules.length < 2 || last === undefined || chance() < 0.5) return correlation;
  return { ...correlation, concludedBy: last.id };
}

function randomBounds(chance: () => number, isTemporal: boolean): readonly CountBound[] {
  if (isTemporal && chance() < 0.6) return [];
  const value = Math.floor(chance() * 5);
  const operator = oneOf(chance, ['gt', 'gte', 'gte', 'lt', 'lte', 'eq', 'neq'] as const);
  if (chance() < 0.15)
    return [
      { operator: 'gte', value },
      { operator: 'lt', value: value + 2 },
    ];
  return [{ operator, value }];
}

/** A stream in which windows fill: few values, times close to each other and to the borders of periods. */
export function randomRecords(chance: () => number, count: number): readonly FlatRecord[] {
  const spanSeconds = oneOf(chance, [20, 120, 400]);
  const from = Date.parse('2026-11-20T02:00:00Z');
  return Array.from({ length: count }, (_, index) => {
    const timeMs = from + Math.floor(chance() * spanSeconds) * 1000;
    const present = (value: string) => (chance() < 0.1 ? null : value);
    return {
      eventVersion: '1.11',
      eventID: `e${index}`,
      recipientAccountId: oneOf(chance, ['111122223333', '444455556666']),
      eventTime: new Date(timeMs).toISOString().replace('.000Z', 'Z'),
      eventSource: 'test.amazonaws.com',
      awsRegion: 'eu-west-1',
      eventName: oneOf(chance, [...NAMES, 'Noise']),
      actor: present(oneOf(chance, ['ann', 'bob'])),
      address: present(oneOf(chance, ['1', '2', '3'])),
      roles: oneOf(chance, [['r'], ['s'], ['r', 's'], ['r', 'r'], null]),
    };
  });
}

/** The same things in another order. */
export function shuffled<T>(chance: () => number, things: readonly T[]): readonly T[] {
  return things
    .map((thing) => ({ thing, rank: chance() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ thing }) => thing);
}
