import fc from 'fast-check';
import { parseCounts } from '../../../lib/core/cost/archive-counts';
import { costedStacks } from '../../../lib/core/cost/costed-stack';
import { COUNTS, type CountName } from '../../../lib/core/cost/counts';
import { monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { trailsOf } from '../../../lib/core/cost/trail-charges';
import { readTemplate } from '../../../lib/core/estate/source/read-template';

const NAMES = Object.keys(COUNTS) as CountName[];

describe('a file of counts', () => {
  test('gives back what was written, whatever the counts', () => {
    const counts = fc.dictionary(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: 1e12 }));
    fc.assert(
      fc.property(counts, (written) => {
        const read = { managementEvents: 1e12, ...written, managementWriteEvents: 0 };
        expect(parseCounts(JSON.stringify(read))).toEqual({ counts: read, problems: [] });
      }),
    );
  });

  test('of some days is scaled to a month, but for what is a state', () => {
    const { counts } = parseCounts(JSON.stringify({ days: 10, alerts: 5, monthsKept: 12, tableBytes: 7 }));
    expect(counts).toEqual({ alerts: 15, monthsKept: 12, tableBytes: 7 });
  });

  test('of any text gives counts or problems, never both, and never an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json({ maxDepth: 1 })), (text) => {
        const { counts, problems } = parseCounts(text);
        expect(problems.length === 0 || Object.keys(counts).length === 0).toBe(true);
        expect(Object.values(counts).every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
      }),
    );
  });

  test.each([
    ['{"alerts":-1}', 'alerts is -1; expected 0 to 1000000000000000'],
    ['{"alerts":1e16}', 'alerts is 10000000000000000; expected 0 to 1000000000000000'],
    ['{"days":0}', 'days is 0; expected 1 to 3660'],
    ['{"alerts":null}', 'alerts is null; expected a number'],
    ['{"alerts":[1]}', 'alerts is a list; expected a number'],
    [
      '{"managementEvents":1,"managementWriteEvents":2}',
      /managementWriteEvents is 2, more than managementEvents \(1\)/,
    ],
    ['[]', 'expected an object of counts, such as { "managementEvents": 1000000 }'],
    [`"${'x'.repeat(70_000)}"`, 'the text has 70002 characters; at most 65536 are read'],
    [
      JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, 1]))),
      /101 members; at most 100/,
    ],
  ])('%.60s fails', (text, problem) => {
    const { problems } = parseCounts(text);
    expect(problems).toHaveLength(1);
    if (typeof problem === 'string') expect(problems[0]).toBe(problem);
    else expect(problems[0]).toMatch(problem);
  });
});

const TYPES = [
  ...[
    'AWS::CloudTrail::Trail',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SQS::Queue',
    'AWS::Events::Rule',
  ],
  ...[
    'AWS::Lambda::Function',
    'AWS::Lambda::EventSourceMapping',
    'AWS::SNS::Topic',
    'AWS::SNS::Subscription',
  ],
  ...['AWS::DynamoDB::Table', 'AWS::CloudWatch::Alarm', 'AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter'],
  ...['AWS::CloudTrail::EventDataStore', 'AWS::EC2::VPCEndpoint', 'AWS::StepFunctions::StateMachine'],
  ...['AWS::CloudFormation::Stack', 'constructor', '__proto__', 'Custom::Anything'],
];
const MEMBERS = [
  ...[
    'Targets',
    'Arn',
    'EventSourceArn',
    'FunctionName',
    'TopicArn',
    'Endpoint',
    'Ref',
    'Fn::GetAtt',
    'Fn::If',
  ],
  ...[
    'LifecycleConfiguration',
    'Rules',
    'Transitions',
    'TransitionInDays',
    'Metrics',
    'MemorySize',
    'Timeout',
  ],
  ...[
    'Environment',
    'Variables',
    'BillingMode',
    'SubnetIds',
    'ScheduleExpression',
    'EventPattern',
    'S3BucketName',
  ],
];
const IDS = ['A', 'B', 'C'];

/** Properties that look like those of templates, and are not. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(...IDS, ['A', 'Arn'], null, 'rate(1 hour)', 'rate(0 days)', 'PAY_PER_REQUEST', true),
    fc.integer(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('any'), { maxKeys: 4 }),
  ),
})).any;

const template = fc.dictionary(
  fc.constantFrom(...IDS),
  fc.record({ Type: fc.constantFrom(...TYPES), Properties: value }, { requiredKeys: ['Type'] }),
);

describe('a template', () => {
  test('of any shape has a cost that is a number, and counts each resource or names it', () => {
    fc.assert(
      fc.property(template, (resources) => {
        const parsed = readTemplate({ Resources: resources }, 'Stack.json', {});
        if ('problem' in parsed) throw new Error(parsed.problem);
        const stacks = costedStacks(parsed.value.stacks);
        const { trails } = trailsOf(stacks);
        const { usd, lines, uncounted } = monthlyCost({ stacks, trails, counts: {} });
        expect(Number.isFinite(usd) && usd >= 0).toBe(true);
        expect(lines.every(({ quantity }) => Number.isFinite(quantity) && quantity >= 0)).toBe(true);
        const foreign = stacks
          .flatMap(({ resources: all }) => all)
          .filter(({ type }) => !type.startsWith('AWS::'));
        expect(
          uncounted
            .filter(({ type }) => !type.startsWith('AWS::'))
            .reduce((sum, { count }) => sum + count, 0),
        ).toBe(foreign.length);
      }),
      { numRuns: 500 },
    );
  });
});
