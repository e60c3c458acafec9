import { type CostedStack, costedStacks } from '../../../lib/core/cost/costed-stack';
import { trailsOf } from '../../../lib/core/cost/trail-charges';
import { type MeteredWorker, meteredWorkersOf, usageCounts } from '../../../lib/core/cost/usage';
import { readTemplate } from '../../../lib/core/estate/source/read-template';

const HOME: MeteredWorker = { region: 'eu-west-1', namespace: 'Trailwatch', name: 'Home', archive: 'a' };
const BUS: MeteredWorker = { region: 'eu-west-1', namespace: 'Trailwatch', name: 'Bus' };

function stackOf(resources: Readonly<Record<string, object>>, region?: string): CostedStack {
  const read = readTemplate({ Resources: resources }, 'Stack.json', region === undefined ? {} : { region });
  if ('problem' in read) throw new Error(read.problem);
  const [stack] = costedStacks(read.value.stacks);
  if (stack === undefined) throw new Error('there is no stack');
  return stack;
}

function functionWith(Variables: object): object {
  return { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } };
}

function trailsWith(...selectors: readonly object[]) {
  const resources = selectors.map((AdvancedEventSelectors, index) => [
    `Trail${index}`,
    { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, AdvancedEventSelectors } },
  ]);
  return trailsOf([stackOf(Object.fromEntries(resources))]).trails;
}

function selecting(category: string): object {
  const type = { Field: 'resources.type', Equals: ['AWS::S3::Object'] };
  return [
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: [category] },
        ...(category === 'Data' ? [type] : []),
        ...(category === 'NetworkActivity' ? [{ Field: 'eventSource', Equals: ['s3.amazonaws.com'] }] : []),
      ],
    },
  ];
}

const MANAGEMENT = trailsWith(selecting('Management'));
const SUMS = { Files: 10, Bytes: 5000, Records: 100, Duplicates: 5, Rejected: 5, Alerts: 2 };

describe('the workers whose metrics are read', () => {
  it('are those that a template names, each once, with what tells their archive', () => {
    const processor = functionWith({
      TRAILWATCH_METRICS_NAMESPACE: 'Trailwatch',
      TRAILWATCH_PROCESSOR_NAME: 'Home',
      TRAILWATCH_BUCKET_NAME: { Ref: 'Bucket' },
    });
    const bus = functionWith({ TRAILWATCH_METRICS_NAMESPACE: 'Own', TRAILWATCH_REALTIME_NAME: 'Bus' });
    const quiet = functionWith({ TRAILWATCH_PROCESSOR_NAME: 'Quiet' });
    const unnamed = functionWith({
      TRAILWATCH_METRICS_NAMESPACE: 'Trailwatch',
      TRAILWATCH_PROCESSOR_NAME: { Ref: 'Name' },
    });
    const plain = { Type: 'AWS::Lambda::Function', Properties: {} };
    const stack = stackOf({ processor, bus, quiet, unnamed, plain, topic: { Type: 'AWS::SNS::Topic' } }, 'r');
    const found = meteredWorkersOf([stack, stack]);
    expect(found.map(({ name, namespace, region }) => [name, namespace, region])).toEqual([
      ['Home', 'Trailwatch', 'r'],
      ['Bus', 'Own', 'r'],
    ]);
    expect(found.map(({ archive }) => archive !== undefined)).toEqual([true, false]);
  });
});

describe('the counts of metrics', () => {
  it('are of a month like the days that there are', () => {
    expect(usageCounts([{ worker: HOME, days: 10, sums: SUMS }], MANAGEMENT)).toEqual({
      ...{ logFiles: 30, recordBytes: 15_000, managementEvents: 270, alerts: 6 },
      ...{ dataEvents: 0, networkActivityEvents: 0 },
    });
  });

  it.each([
    ['a trail logs data events', trailsWith(selecting('Management'), selecting('Data'))],
    ['a trail logs network activity events', trailsWith(selecting('NetworkActivity'))],
    ['the trails are in no template', []],
  ])('say nothing of events where %s', (_, trails) => {
    const counts = usageCounts([{ worker: HOME, days: 30, sums: SUMS }], trails);
    expect(counts).toEqual({ logFiles: 10, recordBytes: 5000, alerts: 2 });
  });

  it('of two processors of an archive are those of the one that met more, and of two archives those of both', () => {
    const half = { ...SUMS, Files: 5, Records: 50 };
    const usages = [
      { worker: { ...HOME, name: 'Other' }, days: 30, sums: half },
      { worker: HOME, days: 30, sums: SUMS },
      { worker: { ...HOME, name: 'Elsewhere', archive: 'b' }, days: 30, sums: half },
      { worker: BUS, days: 15, sums: { Alerts: 3 } },
    ];
    expect(usageCounts(usages, MANAGEMENT)).toMatchObject({
      logFiles: 15,
      managementEvents: 130,
      alerts: 12,
    });
  });

  it('of workers that have no metrics are none', () => {
    expect(usageCounts([{ worker: HOME, days: 0, sums: {} }], MANAGEMENT)).toEqual({});
    expect(usageCounts([{ worker: BUS, days: 30, sums: { Alerts: 1 } }], MANAGEMENT)).toEqual({ alerts: 1 });
  });
});
