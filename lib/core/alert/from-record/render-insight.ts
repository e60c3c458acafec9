import type { CloudTrailRecord } from '../../record/record';
import { nameInWords } from '../../safe-text/one-line';
import { numberAt, objectAt, textAt } from './text-at';

/** How much of a name a sentence shows. */
const NAME_LENGTH = 64;

/** A CloudTrail Insights record as a sentence: it has no actor, but a rate. `undefined` for any other record. */
export function renderInsight(record: CloudTrailRecord): string | undefined {
  const eventName = textAt(record, 'insightDetails', 'eventName');
  if (eventName === undefined) return undefined;
  const service = textAt(record, 'insightDetails', 'eventSource')?.replace('.amazonaws.com', '');
  const error = textAt(record, 'insightDetails', 'errorCode');
  const call = nameInWords(eventName, NAME_LENGTH);
  const what =
    error === undefined ? `${call} calls` : `${nameInWords(error, NAME_LENGTH)} errors of ${call} calls`;
  const of = service === undefined ? '' : ` (${nameInWords(service, NAME_LENGTH)})`;
  const state = textAt(record, 'insightDetails', 'state') === 'End' ? 'ended' : 'began';
  return `unusual rate of ${what}${of} ${state}${placeInWords(record)}${rateInWords(record)}`;
}

function placeInWords(record: CloudTrailRecord): string {
  const region = textAt(record, 'awsRegion');
  const account = textAt(record, 'recipientAccountId');
  return `${region === undefined ? '' : ` in ${nameInWords(region, NAME_LENGTH)}`}${
    account === undefined ? '' : ` of account ${nameInWords(account, NAME_LENGTH)}`
  }`;
}

function rateInWords(record: CloudTrailRecord): string {
  const statistics = objectAt(record, 'insightDetails', 'insightContext', 'statistics');
  const unusual = numberAt(statistics, 'insight', 'average');
  const usual = numberAt(statistics, 'baseline', 'average');
  if (unusual === undefined) return '';
  const normally = usual === undefined ? '' : `, normally ${rounded(usual)}`;
  return `: ${rounded(unusual)} a minute${normally}`;
}

function rounded(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}
