import type { ReportInsight } from '../../report-data';
import type { AlertSet } from '../alerts/alert-set';

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
