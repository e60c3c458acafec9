import { SEVERITIES } from '../../../../lib/core/rule/rule';
import { COLUMN_NAMES, type ColumnName, type ReportIndex, type ReportInsight } from '../../report-data';
import type { AlertFilter, FacetName } from './alert-filter';

/** What a filter leaves, and how many alerts each value would have if its own facet chose nothing. */
export interface FilteredAlerts {
  /** Numbers of alerts, in the order of time. */
  readonly rows: Uint32Array;
  /** For each value of a column. */
  readonly counts: Readonly<Record<ColumnName, Uint32Array>>;
  readonly techniques: ReadonlyMap<string, number>;
  /** The alerts that have a time, whatever range of time is chosen. */
  readonly timed: Uint32Array;
}

/** How a list of alerts is ordered. */
export interface SortOrder {
  readonly by: 'time' | ColumnName;
  readonly isDescending: boolean;
}

/** Columns whose values are searched for words. */
const SEARCHED: readonly ColumnName[] = [
  ...(['title', 'actor', 'who', 'address', 'call', 'region', 'account'] as const),
  ...(['resource', 'agent', 'outcome'] as const),
];

/** The order of a page that is opened: the attack comes before the ordinary, as in the table of a scan. */
export const FIRST_ORDER: SortOrder = { by: 'severity', isDescending: true };

/** A test of an alert, and the facet whose counts it does not reduce. */
interface RowTest {
  readonly facet: FacetName | 'time' | undefined;
  readonly holds: (row: number) => boolean;
}

/** From the least severe. */
const SEVERITY_ORDER: readonly string[] = SEVERITIES;

/** All alerts of the page, as columns of numbers. */
export class AlertSet {
  readonly size: number;
  readonly times: Float64Array;
  readonly #ids: Readonly<Record<ColumnName, Uint32Array>>;
  readonly #ranks = new Map<ColumnName, Uint32Array>();

  constructor(readonly index: ReportIndex) {
    this.size = index.times.length;
    this.times = Float64Array.from(index.times, (time) => time ?? Number.NaN);
    this.#ids = byColumn((name) => Uint32Array.from(index.columns[name].ids));
  }

  /** The number of the most severe alert, and of several the newest. Undefined if there is none. */
  worst(): number | undefined {
    const rank = (row: number) => SEVERITY_ORDER.indexOf(this.value('severity', row));
    let worst: number | undefined;
    for (let row = 0; row < this.size; row++) {
      if (worst === undefined || rank(row) >= rank(worst)) worst = row;
    }
    return worst;
  }

  /** The value of a column. */
  value(name: ColumnName, row: number): string {
    return this.index.columns[name].values[this.idOf(name, row)] ?? '';
  }

  /** The place of the value of a column among all of the column. */
  idOf(name: ColumnName, row: number): number {
    return this.#ids[name][row] ?? 0;
  }

  /** The places of all values of an alert. */
  #idsOf(name: ColumnName, row: number): readonly number[] {
    return [this.idOf(name, row), ...(this.index.columns[name].others?.[row] ?? [])];
  }

  /** Applies a filter in one pass over the alerts. */
  filter(filter: AlertFilter): FilteredAlerts {
    const tests = this.#testsOf(filter);
    const counts = byColumn((name) => new Uint32Array(this.index.columns[name].values.length));
    const rules = new Uint32Array(this.index.rules.length);
    const rows: number[] = [];
    const timed: number[] = [];
    for (let row = 0; row < this.size; row++) {
      const failed = failedTest(tests, row);
      if (failed === 'several') continue;
      if (failed === undefined) rows.push(row);
      if (failed === undefined || failed === 'time') timed.push(row);
      if (failed === undefined || failed === 'technique') increment(rules, this.idOf('rule', row));
      for (const name of COLUMN_NAMES)
        if (failed === undefined || failed === name)
          for (const id of this.#idsOf(name, row)) increment(counts[name], id);
    }
    return {
      rows: Uint32Array.from(rows),
      timed: Uint32Array.from(timed).filter((row) => !Number.isNaN(this.times[row])),
      counts,
      techniques: this.#techniqueCounts(rules),
    };
  }

  /** The alerts in an order; those that are equal by it are in the order of time, the newest first. */
  sorted(rows: Uint32Array, { by, isDescending }: SortOrder): Uint32Array {
    const newestFirst = rows.slice().reverse();
    if (by === 'time') return isDescending ? newestFirst : rows;
    const ranks = this.#ranksOf(by);
    const ids = this.#ids[by];
    const rankOf = (row: number) => ranks[ids[row] ?? 0] ?? 0;
    const sign = isDescending ? -1 : 1;
    return newestFirst.sort((one, other) => sign * (rankOf(one) - rankOf(other)) || other - one);
  }

  #techniqueCounts(rules: Uint32Array): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [place, { techniques }] of this.index.rules.entries())
      for (const id of techniques) counts.set(id, (counts.get(id) ?? 0) + (rules[place] ?? 0));
    return counts;
  }

  #testsOf({ query, chosen, from, to }: AlertFilter): readonly RowTest[] {
    const facets = COLUMN_NAMES.flatMap((name) => {
      const values = chosen[name];
      return values === undefined ? [] : [this.#columnTest(name, new Set(values))];
    });
    const { technique } = chosen;
    return [
      ...facets,
      ...(technique === undefined ? [] : [this.#techniqueTest(technique)]),
      ...(from === undefined && to === undefined ? [] : [this.#timeTest(from, to)]),
      ...query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '')
        .map((word) => this.#wordTest(word)),
    ];
  }

  #columnTest(name: ColumnName, wanted: ReadonlySet<string>): RowTest {
    const mask = maskOf(this.index.columns[name].values, (value) => wanted.has(value));
    return { facet: name, holds: (row) => this.#idsOf(name, row).some((id) => mask[id] === 1) };
  }

  #techniqueTest(wanted: readonly string[]): RowTest {
    const mask = maskOf(this.index.rules, ({ techniques }) => techniques.some((id) => wanted.includes(id)));
    const ids = this.#ids.rule;
    return { facet: 'technique', holds: (row) => mask[ids[row] ?? 0] === 1 };
  }

  /** What has no time is in no range. */
  #timeTest(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): RowTest {
    const holds = (row: number) => {
      const time = this.times[row] ?? Number.NaN;
      return time >= from && time < to;
    };
    return { facet: 'time', holds };
  }

  /** Looks at each value once, however many alerts have it. */
  #wordTest(word: string): RowTest {
    const masks = SEARCHED.map((name) => ({
      name,
      mask: maskOf(this.index.columns[name].values, (value) => value.toLowerCase().includes(word)),
    })).filter(({ mask }) => mask.includes(1));
    return {
      facet: undefined,
      holds: (row) => masks.some(({ name, mask }) => this.#idsOf(name, row).some((id) => mask[id] === 1)),
    };
  }

  #ranksOf(name: ColumnName): Uint32Array {
    const known = this.#ranks.get(name);
    if (known !== undefined) return known;
    const { values } = this.index.columns[name];
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    const order = values
      .map((value, place) => ({ value, place }))
      .sort((one, other) =>
        name === 'severity'
          ? SEVERITY_ORDER.indexOf(one.value) - SEVERITY_ORDER.indexOf(other.value)
          : compare(one.value, other.value),
      );
    const ranks = new Uint32Array(values.length);
    for (const [rank, { place }] of order.entries()) ranks[place] = rank;
    this.#ranks.set(name, ranks);
    return ranks;
  }
}

/** The facet of the one test that fails; undefined if all hold. */
function failedTest(tests: readonly RowTest[], row: number): FacetName | 'time' | 'several' | undefined {
  let failed: FacetName | 'time' | 'several' | undefined;
  for (const { facet, holds } of tests) {
    if (holds(row)) continue;
    if (failed !== undefined || facet === undefined) return 'several';
    failed = facet;
  }
  return failed;
}

function byColumn<T>(make: (name: ColumnName) => T): Readonly<Record<ColumnName, T>> {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, make(name)])) as Record<ColumnName, T>;
}

function maskOf<T>(values: readonly T[], holds: (value: T) => boolean): Uint8Array {
  return Uint8Array.from(values, (value) => (holds(value) ? 1 : 0));
}

function increment(counts: Uint32Array, place: number): void {
  counts[place] = (counts[place] ?? 0) + 1;
}

/** How many alerts there are in the minutes of an insight, in its account and Region; of what is not known, in any. */
export function alertsDuring(
  set: Pick<AlertSet, 'size' | 'times' | 'value'>,
  { from, to, account, region }: Pick<ReportInsight, 'from' | 'to' | 'account' | 'region'>,
): number {
  let count = 0;
  for (let row = 0; row < set.size; row++) {
    const time = set.times[row] ?? Number.NaN;
    const isThere = (name: 'account' | 'region', value: string) =>
      value === '' || set.value(name, row) === value;
    if (time >= from && time <= to && isThere('account', account) && isThere('region', region)) count += 1;
  }
  return count;
}
