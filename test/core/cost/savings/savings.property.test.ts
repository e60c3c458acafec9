import fc from 'fast-check';
import { withoutDrop } from '../../../../lib/core/cost/savings/drop';
import { proposeSavings } from '../../../../lib/core/cost/savings/propose';
import { RulesInUse } from '../../../../lib/core/cost/savings/rules-in-use';
import { SavingTally } from '../../../../lib/core/cost/savings/saving-tally';
import type { CostedTrail } from '../../../../lib/core/cost/trail-charges';
import type { Value } from '../../../../lib/core/estate/values/value';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Rule } from '../../../../lib/core/rule/rule';
import { isLogged } from '../../../../lib/core/selector/explain/explain-selection';
import { parseTrail } from '../../../../lib/core/selector/parse/parse-selections';
import { cases } from '../../../jest/cases';
import { arbitraryRecord, arbitraryTrail } from '../../selector/arbitrary-trails';

const DATA = {
  Name: 'objects',
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ],
};

/** An event of an object. */
function objectEvent(eventName: string, bucket = 'scratch', role = 'Job'): object {
  return {
    ...{
      eventCategory: 'Data',
      eventSource: 's3.amazonaws.com',
      eventName,
      readOnly: eventName.startsWith('Get'),
    },
    ...{ eventType: 'AwsApiCall', awsRegion: 'us-east-1', managementEvent: false },
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/session-${bucket}`,
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/key` },
      { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
  };
}

function savingsOf(trail: CostedTrail, records: readonly object[], rules = NO_RULES) {
  const tally = new SavingTally(rules);
  for (const record of records) tally.add(record, trail);
  return proposeSavings(tally, 1);
}

function ruleOf(name: string, fields: Readonly<Record<string, string>>): Rule {
  const condition: Condition = {
    kind: 'and',
    of: Object.entries(fields).map(([field, value]) => ({
      kind: 'equals',
      field,
      values: [value],
      cased: false,
    })),
  };
  return {
    ...{
      id: name,
      name,
      title: name,
      description: '',
      severity: 'high',
      author: '',
      status: 'test',
      condition,
    },
    ...{ tags: [], falsePositives: [], references: [], firstSteps: [] },
  };
}

const NO_RULES = new RulesInUse({ rules: [], correlations: [] });

function trailOf(properties: object): CostedTrail {
  const [only] = parseTrail('Trail', properties as Value).selections;
  if (only === undefined) throw new Error('no selection was read');
  const stack = { name: 'Stack', resources: [], trails: { selections: [], problems: [] } };
  return { stack, logicalId: 'Trail', selection: only.selection, isFirstCopy: false };
}

const ofType = fc.constantFrom('AWS::S3::Object', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table');

/** A trail of data events whose selectors overlap, and have conditions already on the fields that are ruled out. */
const dataTrail = fc
  .array(
    fc.record({
      type: ofType,
      more: fc.subarray([
        { Field: 'eventName', NotEquals: ['PutObject'] },
        { Field: 'eventName', StartsWith: ['Get'] },
        { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::logs/a'] },
        { Field: 'userIdentity.arn', NotEquals: ['arn:aws:s3:::logs'] },
        { Field: 'readOnly', Equals: ['true'] },
      ]),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((selectors) => ({
    IsMultiRegionTrail: true,
    AdvancedEventSelectors: selectors.map(({ type, more }) => ({
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: [type] },
        ...more.filter(({ Field }, index) => more.findIndex((each) => each.Field === Field) === index),
      ],
    })),
  }));

const resourceNames = fc.array(
  fc.constantFrom('arn:aws:s3:::logs/a', 'arn:aws:s3:::logs/b', 'arn:aws:s3:::logs', undefined),
  { minLength: 1, maxLength: 3 },
);

const dataRecord = fc.tuple(arbitraryRecord, ofType, resourceNames).map(([record, type, names]) => ({
  resources: names.map((ARN) => ({ type, ARN })),
  ...record,
  eventCategory: 'Data',
}));

/** How many conditions were compared with what the trail logs without their events. */
function compareDrops(properties: object, records: readonly object[]): number {
  const trail = trailOf(properties);
  const tally = new SavingTally(NO_RULES);
  const logged = records.filter((record) => isLogged(trail.selection, record) === true);
  for (const record of logged) tally.add(record, trail);
  const drops = tally.dropped();
  for (const { drop, events } of drops) {
    const narrowed = withoutDrop(trail.selection, drop);
    const dropped = logged.filter((record) => isLogged(narrowed, record) === false);
    expect(dropped).toHaveLength(events);
    // What only the deployment decides may be dropped as well, and is counted nowhere.
    const others = records.filter(
      (record) => !dropped.includes(record) && isLogged(trail.selection, record) !== null,
    );
    expect(others.map((record) => isLogged(narrowed, record))).toEqual(
      others.map((record) => isLogged(trail.selection, record)),
    );
  }
  return drops.length;
}

test('each condition drops as many events as it is counted to, and leaves every other verdict as it was', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.oneof(arbitraryTrail, dataTrail),
      fc.array(fc.oneof(arbitraryRecord, dataRecord), { minLength: 1, maxLength: 12 }),
      (properties, records) => {
        compared += compareDrops(properties, records);
      },
    ),
    { numRuns: 1_500 },
  );
  expect(compared).toBeGreaterThan(cases(1_000));
});

test('a condition drops an event of several resources if the selectors leave the others out', () => {
  const [type, ARN] = ['AWS::DynamoDB::Table', 'arn:aws:dynamodb:us-east-1:111122223333:table/t'];
  const others = { Field: 'resources.ARN', NotStartsWith: [`${ARN}2`] };
  const FieldSelectors = [...DATA.FieldSelectors.slice(0, 1), { Field: 'resources.type', Equals: [type] }];
  const records = [[ARN], [ARN, `${ARN}2`], [ARN, undefined], [ARN, `${ARN}3`]].map((arns) => ({
    eventCategory: 'Data',
    resources: arns.map((each) => ({ type, ARN: each })),
  }));
  const counted = (selectors: readonly object[]) => {
    const properties = { AdvancedEventSelectors: [{ FieldSelectors: [...FieldSelectors, ...selectors] }] };
    compareDrops(properties, records);
    return savingsOf(trailOf(properties), records).map(({ value, events }) => [value, events]);
  };
  expect(counted([])).toEqual([[ARN, 1]]);
  expect(counted([others])).toEqual([[ARN, 2]]);
});

describe('what changes of selectors would save', () => {
  const trail = trailOf({ IsMultiRegionTrail: true, AdvancedEventSelectors: [DATA] });
  const records = [
    ...Array.from({ length: 5 }, () => objectEvent('GetObject')),
    ...Array.from({ length: 2 }, () => objectEvent('PutObject', 'orders', 'Shop')),
  ];

  test('is by call, by resource and by caller, the dearest first', () => {
    const savings = savingsOf(trail, records);
    expect(savings.map(({ field, value, events }) => [field, value, events])).toEqual([
      ['eventName', 'GetObject', 5],
      ['resources.ARN', 'arn:aws:s3:::scratch/', 5],
      ['userIdentity.arn', 'arn:aws:sts::111122223333:assumed-role/Job/', 5],
      ['eventName', 'PutObject', 2],
      ['resources.ARN', 'arn:aws:s3:::orders/', 2],
      ['userIdentity.arn', 'arn:aws:sts::111122223333:assumed-role/Shop/', 2],
    ]);
    // Five events at $0.10 for 100,000.
    expect(savings[0]?.usd).toBeCloseTo(0.000005, 12);
    expect(savings[0]?.change).toEqual({
      fieldSelector: { Field: 'eventName', NotEquals: ['GetObject'] },
      code: ".where(EventField.EVENT_NAME, { notEquals: ['GetObject'] })",
    });
    expect(savings[1]?.change?.fieldSelector).toEqual({
      Field: 'resources.ARN',
      NotStartsWith: ['arn:aws:s3:::scratch/'],
    });
  });

  test('are the fifty dearest of those that CloudTrail takes', () => {
    // A selector has values of up to 2,048 characters.
    const long = 'x'.repeat(3_000);
    const events = Array.from({ length: 60 }, (_, at) => [
      ...[1, 2, 3].map(() => objectEvent(`${long}${at}`, 'one', 'One')),
      objectEvent(`Get${at}`, 'one', 'One'),
    ]).flat();
    const savings = savingsOf(trail, events);
    expect(savings).toHaveLength(50);
    expect(savings.filter(({ value }) => value.startsWith('Get'))).toHaveLength(48);
  });

  test('counts the analyses of Insights', () => {
    const InsightSelectors = [
      { InsightType: 'ApiCallRateInsight', EventCategories: ['Data'] },
      { InsightType: 'ApiErrorRateInsight', EventCategories: ['Data'] },
    ];
    const [dearest] = savingsOf(trailOf({ AdvancedEventSelectors: [DATA], InsightSelectors }), records);
    expect(dearest?.usd).toBeCloseTo((5 * (0.1 + 0.03 + 0.03)) / 100_000, 12);
  });

  test('is not proposed where a rule looks for such events, though none of them was there', () => {
    const deletes = ruleOf('deletes', { eventSource: 's3.amazonaws.com', eventName: 'DeleteObject' });
    const savings = savingsOf(trail, records, new RulesInUse({ rules: [deletes], correlations: [] }));
    const needed = savings.filter(({ change }) => change === undefined);
    expect(needed.map(({ field, rules }) => [field, rules])).toEqual([
      ['resources.ARN', ['deletes']],
      ['userIdentity.arn', ['deletes']],
      ['resources.ARN', ['deletes']],
      ['userIdentity.arn', ['deletes']],
    ]);
  });

  test('is not proposed where a rule for any events matches one of them', () => {
    const denied = ruleOf('denied', { errorCode: 'AccessDenied' });
    const inUse = new RulesInUse({ rules: [denied], correlations: [] });
    const refused = { ...objectEvent('GetObject'), errorCode: 'AccessDenied' };
    const proposed = savingsOf(trail, [...records, refused], inUse).filter(
      ({ change }) => change !== undefined,
    );
    expect(proposed.map(({ value }) => value)).toEqual([
      'PutObject',
      'arn:aws:s3:::orders/',
      'arn:aws:sts::111122223333:assumed-role/Shop/',
    ]);
  });

  test('is nothing for what is free, and for basic selectors, which cannot be narrowed', () => {
    const kms = {
      eventCategory: 'Management',
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      readOnly: true,
    };
    const all = trailOf({ IsMultiRegionTrail: true });
    expect(savingsOf({ ...all, isFirstCopy: true }, [kms])).toEqual([]);
    expect(savingsOf(all, [kms]).map(({ value, usd }) => [value, usd])).toEqual([
      ['kms.amazonaws.com', 0.00002],
    ]);
    const basic = trailOf({
      EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }],
    });
    expect(savingsOf(basic, records)).toEqual([]);
  });

  test('leaves out what CloudTrail would refuse: a trail has 500 values at most', () => {
    const arns = Array.from({ length: 498 }, (_, index) => `arn:aws:s3:::bucket-${index}/`);
    const full = {
      FieldSelectors: [...DATA.FieldSelectors, { Field: 'resources.ARN', NotStartsWith: arns }],
    };
    expect(savingsOf(trailOf({ AdvancedEventSelectors: [full] }), records)).toEqual([]);
  });
});

test('conditions beyond the limit of a trail are not proposed, and how often that was is known', () => {
  const trail = trailOf({ AdvancedEventSelectors: [DATA] });
  const records = ['one', 'two', 'three'].map((bucket) => objectEvent('GetObject', bucket, bucket));
  const all = new SavingTally(NO_RULES);
  const few = new SavingTally(NO_RULES, 2);
  for (const record of records) {
    all.add(record, trail);
    few.add(record, trail);
  }
  expect([all.uncounted, few.dropped().length]).toEqual([0, 2]);
  const counted = (tally: SavingTally) => tally.dropped().reduce((sum, { events }) => sum + events, 0);
  expect(counted(few) + few.uncounted).toBe(counted(all));
});

test('a rule that names a call needs the data events of this call, also of a service whose data events no list names', () => {
  const mail = { ...objectEvent('SendEmail'), eventSource: 'ses.amazonaws.com' };
  const refused = { eventSource: 'ses.amazonaws.com', eventName: 'SendEmail', errorCode: 'MessageRejected' };
  const needing = (fields: Readonly<Record<string, string>>) =>
    savingsOf(
      trailOf({ AdvancedEventSelectors: [DATA] }),
      [mail],
      new RulesInUse({ rules: [ruleOf('rule', fields)], correlations: [] }),
    )
      .filter(({ rules }) => rules.includes('rule'))
      .map(({ field }) => field)
      .sort();
  const every = ['eventName', 'resources.ARN', 'userIdentity.arn'];
  expect(needing(refused)).toEqual(every);
  expect(needing({ eventSource: 'ses.amazonaws.com', sourceIPAddress: '192.0.2.1' })).toEqual(every);
  expect(needing({ ...refused, eventCategory: 'Management' })).toEqual([]);
  expect(needing({ ...refused, eventName: 'SendRawEmail' })).toEqual([]);
});

test('a rule that reads what the log processor adds needs the events that it may match with it', () => {
  const rules = [
    ruleOf('listed', { 'trailwatch.indicator.sourceIPAddress': 'tor' }),
    ruleOf('of another call', { 'trailwatch.indicator.sourceIPAddress': 'tor', eventName: 'PutObject' }),
  ];
  const [saving] = savingsOf(
    trailOf({ AdvancedEventSelectors: [DATA] }),
    [objectEvent('GetObject')],
    new RulesInUse({ rules, correlations: [] }),
  );
  expect(saving?.rules).toEqual(['listed']);
});
