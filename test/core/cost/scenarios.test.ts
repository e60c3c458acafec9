import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CostedResource, costedStacks } from '../../../lib/core/cost/costed-stack';
import { COUNTS, type Counts } from '../../../lib/core/cost/counts';
import { type MonthlyCost, monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { trailsOf } from '../../../lib/core/cost/trail-charges';
import { METRICS_NAMESPACE_VARIABLE, metricsOfWorker } from '../../../lib/core/cost/usage';
import { readTemplate } from '../../../lib/core/estate/source/read-template';

const SNAPSHOTS = 'test/integ/__snapshots__';

const FILES = readdirSync(SNAPSHOTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.template.json'))
  .sort();

/** One of everything; invocations last as long as they are taken to. */
const ONE_OF_EACH: Counts = {
  ...Object.fromEntries(Object.keys(COUNTS).map((name) => [name, 1])),
  functionMs: 200,
};

interface Read {
  readonly resources: readonly CostedResource[];
  readonly cost: MonthlyCost;
}

function read(file: string, counts: Counts): Read {
  const parsed = readTemplate(JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')), file, {});
  if ('problem' in parsed) throw new Error(`${file}: ${parsed.problem}`);
  const stacks = costedStacks(parsed.value.stacks);
  const { trails } = trailsOf(stacks);
  return {
    resources: stacks.flatMap(({ resources }) => resources),
    cost: monthlyCost({ stacks, trails, counts }),
  };
}

test('there are scenarios', () => {
  expect(FILES.length).toBeGreaterThan(50);
});

test('what scenarios deploy and no sum has is this, for these reasons', () => {
  const uncounted = FILES.flatMap((file) => read(file, {}).cost.uncounted);
  const named = uncounted.map(({ type, reason }) => [type.replace(/^Custom::.*/, 'Custom::'), reason]);
  expect(Object.fromEntries(named)).toEqual({
    'AWS::CloudFormation::StackSet':
      'what its template creates in other accounts and Regions; run the command on that template separately',
    'AWS::CloudTrail::Dashboard': 'the data that its queries scan, unless lakeScannedBytes includes it',
    'AWS::Events::Connection': 'the secret that EventBridge creates for it',
    'AWS::ObservabilityAdmin::OrganizationCentralizationRule': 'the copies of logs that it makes',
    'AWS::ObservabilityAdmin::S3TableIntegration': 'the tables that CloudWatch writes',
    'Custom::': 'what its function creates; the function itself is included',
  });
});

test.each(FILES)('%s is complete when every count is given, and finite', (file) => {
  const { lines, usd } = read(file, ONE_OF_EACH).cost;
  expect(lines.flatMap(({ missing }) => missing)).toEqual([]);
  expect(lines.every(({ usd: each }) => each !== undefined && Number.isFinite(each))).toBe(true);
  expect(usd).toBeGreaterThanOrEqual(read(file, {}).cost.usd);
});

test('every function of a scenario that publishes metrics is a worker whose metrics are known', () => {
  const functions = FILES.flatMap((file) =>
    read(file, {})
      .resources.filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ logicalId, properties }) => ({
        name: `${file} ${logicalId}`,
        variables: Object.keys(properties.at('Environment', 'Variables') ?? {}),
      })),
  );
  const publishing = functions.filter(({ variables }) => variables.includes(METRICS_NAMESPACE_VARIABLE));
  expect(publishing.length).toBeGreaterThan(0);
  const unknown = publishing.filter(({ variables }) => metricsOfWorker(variables) === undefined);
  expect(unknown.map(({ name }) => name)).toEqual([]);
});

test('the files of an estate are charged once, whether they are in one archive or in several', () => {
  const parsed = readTemplate(
    {
      Resources: Object.fromEntries(
        ['One', 'Two'].flatMap((name) => [
          [name, { Type: 'AWS::S3::Bucket' }],
          [`${name}Trail`, { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: name } } }],
        ]),
      ),
    },
    'two.json',
    {},
  );
  if ('problem' in parsed) throw new Error(parsed.problem);
  const counts = { logFiles: 1_000, digestFiles: 500, logFileBytes: 2e9, monthsKept: 2 };
  const puts = monthlyCost({ stacks: costedStacks(parsed.value.stacks), trails: [], counts }).lines.filter(
    ({ price }) => price === 's3Put',
  );
  expect(puts.map(({ logicalId, quantity }) => [logicalId, quantity])).toEqual([
    ['One', 750],
    ['Two', 750],
  ]);
});

test('the trail of a delegated administrator is charged as any other, and so is what it delivers to', () => {
  const { cost } = read('delegated-administrator/Delegated.template.json', {
    ...{ managementEvents: 100, managementWriteEvents: 10, dataEvents: 1_000, logFiles: 5 },
  });
  const amountOf = (price: string) => cost.lines.find((line) => line.price === price)?.quantity;
  expect([amountOf('dataEvent'), amountOf('managementInsights'), amountOf('snsPublish')]).toEqual([
    1_000, 10, 5,
  ]);
  expect(cost.uncounted.filter(({ type }) => type === 'Custom::TrailwatchOrganizationTrail')).toEqual([]);
});
