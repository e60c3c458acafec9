import { didYouMean } from '../../problem/nearest-word';
import { type ProblemList, shortened } from '../../problem/problem';
import type { Correlation, CountBound } from '../../rule/correlation';
import { nameOf } from '../text/sigma-text';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/yaml-node';

/** What a correlation counts, and what has to hold of the count. */
export interface SigmaCount {
  readonly bounds: readonly CountBound[];
  /** Entries of `field`, unchecked. */
  readonly fields: readonly YamlNode[];
}

const OPERATORS: ReadonlySet<string> = new Set<CountBound['operator']>([
  'gt',
  'gte',
  'lt',
  'lte',
  'eq',
  'neq',
]);

/**
 * Reads the `condition` of a correlation: `{gte: 5}`, several bounds for a range, and `field` where values are
 * counted. Undefined, with a problem for each error, if it cannot be read.
 */
export function parseCount(
  entry: YamlEntry,
  kind: Correlation['kind'],
  problems: ProblemList,
): SigmaCount | undefined {
  if (entry.value.kind !== 'map') return refuseForm(entry, problems);
  const bounds = entry.value.entries
    .filter(({ key }) => key !== 'field')
    .map((bound) => parseBound(bound, problems));
  const known = bounds.filter((bound) => bound !== undefined);
  const fields = parseCountedFields(entry.value, kind, problems);
  if (known.length < bounds.length || fields === undefined) return undefined;
  return { bounds: known, fields };
}

function refuseForm(entry: YamlEntry, problems: ProblemList): undefined {
  const { value } = entry;
  const extended = value.kind === 'scalar' && value.type === 'text';
  const message = extended
    ? `the extended temporal condition '${shortened(value.text)}' is not supported; expected a map such as 'gte: 2'`
    : `'condition': expected a map such as 'gte: 5', found ${nameOf(value)}`;
  problems.error(extended ? 'extended-condition' : 'invalid-count', message, value.at);
  return undefined;
}

function parseBound({ key, at, value }: YamlEntry, problems: ProblemList): CountBound | undefined {
  if (!OPERATORS.has(key)) {
    const known = [...OPERATORS];
    const message = `'${key}' is not a bound; it may be ${known.join(', ')}${didYouMean(key, [...known, 'field'])}`;
    problems.error('invalid-count', message, at);
    return undefined;
  }
  const number = value.kind === 'scalar' && /^\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
  if (number !== undefined) return { operator: key as CountBound['operator'], value: number };
  const found = value.kind === 'scalar' ? `'${shortened(value.text)}'` : nameOf(value);
  const message = `'${key}': expected a whole number from 0 to 999999999, found ${found}`;
  problems.error('invalid-count', message, value.at);
  return undefined;
}

function parseCountedFields(
  map: YamlMap,
  kind: Correlation['kind'],
  problems: ProblemList,
): readonly YamlNode[] | undefined {
  const entry = map.entries.find(({ key }) => key === 'field');
  if (kind !== 'value_count') {
    if (entry === undefined) return [];
    problems.error('invalid-count', `'field' belongs to 'value_count'; '${kind}' counts no values`, entry.at);
    return undefined;
  }
  const items = entry?.value.kind === 'list' ? entry.value.items : entry === undefined ? [] : [entry.value];
  if (items.length > 0) return items;
  const message = "'value_count' needs 'field' in its condition: the field whose distinct values are counted";
  problems.error('no-field', message, entry?.at ?? map.at);
  return undefined;
}

/**
 * Whether some count satisfies all bounds. A group is there from its first record on, so that counts begin with 1.
 *
 * @param most the largest count that can be reached
 */
export function isReachable(bounds: readonly CountBound[], most: number): boolean {
  const candidates = bounds.flatMap(({ value }) => [value - 1, value, value + 1]);
  return [1, ...candidates].some(
    (count) => count >= 1 && count <= most && bounds.every((bound) => holdsOf(count, bound)),
  );
}

function holdsOf(count: number, { operator, value }: CountBound): boolean {
  switch (operator) {
    case 'gt':
      return count > value;
    case 'gte':
      return count >= value;
    case 'lt':
      return count < value;
    case 'lte':
      return count <= value;
    case 'eq':
      return count === value;
    case 'neq':
      return count !== value;
    default:
      return operator satisfies never;
  }
}
