import { SelectionComparison } from '../../../../lib/core/cost/savings/compare-selections';
import type { Selection } from '../../../../lib/core/selector/selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { describeCorpus } from '../../../parity/corpus';
import { readCorpusRecords } from '../../selector/corpus-records';
import { dataSelector, managementSelector, trailWith } from '../../selector/sample-selections';

const KMS_FREE = trailWith(managementSelector({ eventSource: { notEquals: ['kms.amazonaws.com'] } }));

function management(eventSource: string, eventName: string, readOnly: boolean) {
  return { eventCategory: 'Management', eventSource: `${eventSource}.amazonaws.com`, eventName, readOnly };
}

const DECRYPT = management('kms', 'Decrypt', true);
const RUN = management('ec2', 'RunInstances', false);
const GET = {
  eventCategory: 'Data',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  readOnly: true,
  resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }],
};

function compare(records: readonly object[], ...rest: ConstructorParameters<typeof SelectionComparison>) {
  const comparison = new SelectionComparison(...rest);
  for (const record of records) comparison.add(record);
  return comparison.summary();
}

describe('SelectionComparison', () => {
  test('tells what a selection would drop of an archive, most changed kinds of events first', () => {
    const summary = compare([RUN, DECRYPT, DECRYPT, GET], [KMS_FREE]);
    expect(summary).toMatchObject({ records: 4, kept: 1, dropped: 3, added: 0, left: 0, droppedShare: 0.75 });
    expect(summary.byEventType.map(({ eventName, kept, dropped }) => [eventName, kept, dropped])).toEqual([
      ['Decrypt', 0, 2],
      ['GetObject', 0, 1],
      ['RunInstances', 1, 0],
    ]);
  });

  test('tells what a change of selections would drop, add and leave', () => {
    const before = [trailWith(managementSelector())];
    const after = [trailWith(dataSelector('AWS::S3::Object', { eventName: { equals: ['GetObject'] } }))];
    const put = { ...GET, eventName: 'PutObject' };
    const summary = compare([RUN, GET, GET, put], after, before);
    expect(summary).toMatchObject({ kept: 0, dropped: 1, added: 2, left: 1, droppedShare: 1, addedShare: 2 });
  });

  test('counts what only the deployment knows by itself', () => {
    const open: Selection = { destination: 'trail', isLogging: unresolvedText('IsProd') };
    expect(compare([RUN], [open])).toMatchObject({ records: 1, unknown: 1, kept: 0, dropped: 0 });
  });

  test('of nothing is nothing', () => {
    expect(compare([], [KMS_FREE])).toMatchObject({
      records: 0,
      droppedShare: 0,
      addedShare: 0,
      byEventType: [],
    });
  });
});

describe('the cost of a selection', () => {
  const thousand = (record: object) => Array.from({ length: 1_000 }, () => record);
  const all = trailWith(managementSelector(), dataSelector('AWS::S3::Object'));
  const cases: readonly [
    name: string,
    record: object,
    selections: readonly Selection[],
    isFurtherCopy: boolean,
    usd: number,
  ][] = [
    ['the first copy of management events is free', RUN, [all], false, 0],
    ['a copy beside another trail is not', RUN, [all], true, 0.02],
    ['of two trails one copy is free', RUN, [all, all], false, 0.02],
    ['each copy of data events costs', GET, [all, all], false, 0.002],
    ['what is not logged costs nothing', GET, [KMS_FREE], false, 0],
    [
      'Insights of both types analyse a write twice',
      RUN,
      [{ ...all, insights: [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiErrorRateInsight' }] }],
      false,
      0.007,
    ],
    [
      'Insights of call rates pass over reads',
      DECRYPT,
      [{ ...all, insights: [{ insightType: 'ApiCallRateInsight' }] }],
      false,
      0,
    ],
    [
      'Insights of data events cost less',
      GET,
      [{ ...all, insights: [{ insightType: 'ApiCallRateInsight', eventCategories: ['Data'] }] }],
      false,
      0.001 + 0.0003,
    ],
  ];

  test.each(cases)('%s', (_, record, selections, isFurtherCopy, usd) => {
    expect(compare(thousand(record), selections, undefined, { isFurtherCopy }).usdAfter).toBeCloseTo(usd, 9);
  });

  test('of an archive alone is that of one trail without Insights', () => {
    expect(compare(thousand(GET), [all]).usdBefore).toBeCloseTo(0.001, 9);
    expect(compare(thousand(RUN), [all]).usdBefore).toBe(0);
  });
});

describeCorpus('SelectionComparison over the real records', () => {
  test('counts in equal counts out', () => {
    const records = readCorpusRecords();
    const summary = compare(records, [KMS_FREE]);
    expect(records.length).toBeGreaterThan(1_600);
    expect(summary.records).toBe(records.length);
    expect(summary.kept + summary.dropped).toBe(records.length);
    expect(summary.dropped).toBe(
      records.filter(({ eventSource }) => eventSource === 'kms.amazonaws.com').length,
    );
    expect(summary.dropped).toBeGreaterThan(0);
  });
});
