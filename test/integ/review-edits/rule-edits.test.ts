import { type App, Duration, Stack } from 'aws-cdk-lib';
import { withAcceptances } from '../../../lib/core/review/acceptance';
import {
  AlertTopic,
  AllowList,
  Condition,
  CorrelationRule,
  LogArchive,
  LogProcessor,
  Rule,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { reviewOfApps } from './edited-estate';

interface Written {
  readonly where?: Condition;
  readonly atLeast?: number;
  readonly minutes?: number;
  readonly groupBy?: string[];
  readonly network?: string;
  /** The ids of the stack and of the processor. */
  readonly ids?: readonly [stack: string, processor: string];
}

const CALLS = Condition.equalTo('eventName', 'GetObject', 'PutObject');
const BUCKET = 'requestParameters.bucketName';
const OF_PAYROLL = Condition.allOf(CALLS, Condition.equalTo(BUCKET, 'payroll'));

function app({
  where = OF_PAYROLL,
  atLeast = 5,
  minutes = 10,
  groupBy = ['userIdentity.arn'],
  network = '203.0.113.0/26',
  ids = ['Audit', 'Processor'],
}: Written): (app: App) => void {
  return (built) => {
    const stack = new Stack(built, ids[0], { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['soc@example.com'] });
    const props = { severity: RuleSeverity.MEDIUM, title: 'Payroll was read' };
    const rule = Rule.define({ ...props, name: 'payroll', condition: where });
    const correlation = CorrelationRule.eventCount(atLeast, {
      ...{ ...props, name: 'payroll-often', rules: [rule], window: Duration.minutes(minutes), groupBy },
    });
    const rules = RuleSet.fromRules(rule).addCorrelations(correlation).allow(AllowList.networks(network));
    new LogProcessor(stack, ids[1], { archive, alertTopic, rules });
  };
}

function detections(before: Written, after: Written): readonly string[] {
  const { changes } = reviewOfApps(app(before), app(after));
  return changes.flatMap(({ kind, effect, subject, message }) =>
    kind.startsWith('detection') ? [`${effect} ${subject}: ${message.replace(/ \(LogProcessor.*/, '')}`] : [],
  );
}

const FOUND = 'it no longer finds some of the records that it found';

test.each<[string, Written, Written, readonly RegExp[]]>([
  [
    'another value',
    {},
    { where: Condition.allOf(CALLS, Condition.equalTo(BUCKET, 'payrol')) },
    [
      RegExp(`^weaker payroll: ${FOUND}, such as one with eventName = GetObject, ${BUCKET} = payroll$`),
      /^weaker payroll-often: /,
    ],
  ],
  [
    'one call of two',
    {},
    {
      where: Condition.allOf(
        Condition.equalTo('eventName', 'GetObject'),
        Condition.equalTo(BUCKET, 'payroll'),
      ),
    },
    [RegExp(`^weaker payroll: ${FOUND}, such as one with eventName = PutObject`), /^weaker payroll-often: /],
  ],
  [
    'a prefix instead of a value',
    {},
    { where: Condition.allOf(CALLS, Condition.startsWith(BUCKET, 'pay')) },
    [/^stronger payroll: it finds more records than before/, /^stronger payroll-often: /],
  ],
  [
    'the same in other words',
    {},
    {
      where: Condition.anyOf(
        Condition.allOf(Condition.equalTo('eventName', 'PutObject'), Condition.equalTo(BUCKET, 'payroll')),
        Condition.allOf(Condition.equalTo(BUCKET, 'payroll'), Condition.equalTo('eventName', 'GetObject')),
      ),
    },
    [],
  ],
  ['a higher threshold', {}, { atLeast: 500 }, [RegExp(`^weaker payroll-often: ${FOUND}`)]],
  ['a lower threshold', {}, { atLeast: 3 }, [/^stronger payroll-often: /]],
  ['a shorter window', {}, { minutes: 1 }, [RegExp(`^weaker payroll-often: ${FOUND}`)]],
  [
    'smaller groups',
    {},
    { groupBy: ['userIdentity.arn', 'sourceIPAddress'] },
    [RegExp(`^weaker payroll-often: ${FOUND}`)],
  ],
  [
    'larger groups',
    { groupBy: ['userIdentity.arn', 'sourceIPAddress'] },
    {},
    [/^changed payroll-often: its condition changed; it finds all records that it found$/],
  ],
  ['other groups', {}, { groupBy: ['sourceIPAddress'] }, [/^unknown payroll-often: its condition changed/]],
  ['a lower threshold in a shorter window', {}, { atLeast: 3, minutes: 1 }, [/^unknown payroll-often: /]],
  [
    'a narrower network on the allow list',
    {},
    { network: '203.0.113.0/28' },
    [/^stronger allow list entry: network 203.0.113.0\/26: is no longer excluded from /],
  ],
  [
    'a wider network on the allow list',
    {},
    { network: '203.0.113.0/24' },
    [/^weaker allow list entry: network 203.0.113.0\/24: is excluded from /],
  ],
])('a review says what %s means', (_, before, after, expected) => {
  const found = detections(before, after);
  expect(found).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});

/** The changes of a rule or an entry, each in words, with its fingerprint. */
function named(after: Written): ReadonlyMap<string, string | undefined> {
  const { changes } = reviewOfApps(app({}), app(after));
  const all = withAcceptances(changes, [], new Date(0)).filter(({ kind }) => kind.startsWith('detection'));
  expect(all.length).toBeGreaterThan(0);
  for (const change of all) expect(change).not.toHaveProperty('between');
  return new Map(
    all.map(({ kind, subject, message, fingerprint }) => [`${kind} ${subject}: ${message}`, fingerprint]),
  );
}

test.each<[string, Written, Written]>([
  ['a threshold', { atLeast: 10 }, { atLeast: 1_000_000 }],
  ['a window', { minutes: 5 }, { minutes: 1 }],
  ['what is grouped by', { groupBy: ['sourceIPAddress'] }, { groupBy: ['userAgent'] }],
])('an acceptance of %s is not one of a further loss in the same words', (_, one, other) => {
  const [accepted, later] = [named(one), named(other)];
  expect([...later.keys()]).toEqual([...accepted.keys()]);
  expect([...named(one)]).toEqual([...accepted]);
  for (const [words, fingerprint] of accepted) expect(later.get(words)).not.toBe(fingerprint);
});

describe.each<[string, readonly [string, string]]>([
  ['a processor', ['Audit', 'Searcher']],
  ['a stack', ['Security', 'Processor']],
])('%s with another id', (_, ids) => {
  test('is no change of its rules', () => {
    expect(detections({}, { ids })).toEqual([]);
  });

  test('and a rule that is misspelt with it is weaker', () => {
    const where = Condition.allOf(CALLS, Condition.equalTo(BUCKET, 'payrol'));
    expect(detections({}, { ids, where })).toContainEqual(
      expect.stringMatching(RegExp(`^weaker payroll: ${FOUND}, such as one with`)),
    );
  });

  test('and what a correlation with it groups by is unknown', () => {
    expect(detections({}, { ids, groupBy: ['sourceIPAddress'] })).toEqual([
      expect.stringMatching(/^unknown payroll-often: its condition changed/),
    ]);
  });
});
