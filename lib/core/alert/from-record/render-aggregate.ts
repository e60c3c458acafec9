import { isAggregatedRecord } from '../../record/is-record';
import type { CloudTrailRecord } from '../../record/record';
import { timeTextOf } from '../../record/to-event-time';
import { nameInWords } from '../../safe-text/one-line';
import { listAt, numberAt, textAt } from './text-at';

/** How much of a name a sentence shows. */
const NAME_LENGTH = 48;

/** How many values of the main dimension a sentence shows. */
const MAX_VALUES = 4;

/** An aggregated record as a sentence: it counts calls of many actors. `undefined` for any other record. */
export function renderAggregate(record: CloudTrailRecord): string | undefined {
  if (!isAggregatedRecord(record)) return undefined;
  const source = textAt(record, 'eventSource')?.replace('.amazonaws.com', '') ?? 'data';
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'accountId') ?? textAt(record, 'recipientAccountId');
  const start = timeTextOf(record);
  return [
    `CloudTrail counted ${nameInWords(source, NAME_LENGTH)} calls`,
    ...(region === undefined ? [] : [`in ${nameInWords(region, NAME_LENGTH)}`]),
    ...(account === undefined ? [] : [`of account ${nameInWords(account, NAME_LENGTH)}`]),
    ...(start === undefined ? [] : [`from ${start}`]),
  ]
    .join(' ')
    .concat(countsInWords(record));
}

function countsInWords(record: CloudTrailRecord): string {
  const counts = listAt(record, 'summary', 'primaryDimension', 'statistics').flatMap((count) => {
    const name = textAt(count, 'name');
    const value = numberAt(count, 'value');
    return name === undefined || value === undefined ? [] : [`${value} ${nameInWords(name, NAME_LENGTH)}`];
  });
  return counts.length === 0 ? '' : `: ${counts.slice(0, MAX_VALUES).join(', ')}`;
}
