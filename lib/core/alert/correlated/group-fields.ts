import type { CorrelatedRecords } from './correlated-records';

/** As much of correlated records as their group needs. */
type Grouped = Pick<CorrelatedRecords, 'correlation' | 'group'>;

/** The group's fields with their values; the account where the correlation names no field. */
export function namedGroup({ correlation: { groupBy }, group }: Grouped): readonly [string, string][] {
  const names = groupBy.length === 0 ? ['recipientAccountId'] : groupBy;
  return names.map((name, at) => [name, group.values[at] ?? '']);
}

/** The same with record fields for names: an alias that stands for one field in all rules is that field. */
export function groupFields(found: Grouped): ReadonlyMap<string, string> {
  const { aliases } = found.correlation;
  return new Map(
    namedGroup(found).map(([name, value]) => {
      const fields = new Set(Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name]);
      return [fields.size === 1 ? ([...fields][0] ?? name) : name, value];
    }),
  );
}
