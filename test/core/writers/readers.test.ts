import { costedStacks } from '../../../lib/core/cost/costed-stack';
import { monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { trailsOf } from '../../../lib/core/cost/trail-charges';
import type { EstateStack } from '../../../lib/core/estate/estate';
import { Resolver } from '../../../lib/core/estate/resolver';
import { reviewDocument } from '../../../lib/core/review/document/review-document';
import { writersOf } from '../../../lib/core/writers/estate-writers';

/** Trails, each with its bucket, that log all objects but those of the buckets after it. */
function stackOf(trails: Readonly<Record<string, readonly [bucket: string, ...out: string[]]>>): EstateStack {
  const trail = (bucket: string, out: readonly string[]) => ({
    Type: 'AWS::CloudTrail::Trail',
    Properties: {
      ...{ S3BucketName: bucket, IsMultiRegionTrail: true, IsLogging: true },
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            { Field: 'resources.ARN', NotStartsWith: out.map((each) => `arn:aws:s3:::${each}/`) },
          ],
        },
      ],
    },
  });
  const Resources = Object.fromEntries(
    Object.entries(trails).map(([id, [bucket, ...out]]) => [id, trail(bucket, out)]),
  );
  return {
    ...{ name: 'Logs', file: 'Logs.template.json', account: '111122223333', region: 'us-east-1' },
    ...{ partition: 'aws', template: { Resources } },
  };
}

function dataEventsOf(
  stack: EstateStack,
  counts: { readonly logFiles: number; readonly dataEvents: number },
) {
  const stacks = costedStacks([stack]);
  const writers = writersOf([stack], new Resolver([stack]));
  return monthlyCost({ stacks, trails: trailsOf(stacks).trails, counts, writers })
    .lines.filter(({ price }) => price === 'dataEvent')
    .map(({ logicalId, quantity, usd, notes }) => ({ logicalId, quantity, usd, notes }));
}

test('the cost has at least the deliveries that each trail logs, computed by hand', () => {
  // 3,000,000 files, half of each trail: the first logs those of the second, and the other way round.
  const notes = ['1,500,000 of them are files that trails deliver, which the trail logs'];
  expect(
    dataEventsOf(stackOf({ One: ['one', 'one'], Two: ['two', 'two'] }), {
      logFiles: 3_000_000,
      dataEvents: 0,
    }),
  ).toEqual([
    { logicalId: 'One', quantity: 1_500_000, usd: 1.5, notes },
    { logicalId: 'Two', quantity: 1_500_000, usd: 1.5, notes },
  ]);
  // The first hears nothing; more data events than deliveries are as many as counted.
  const heard = dataEventsOf(stackOf({ One: ['one', 'one', 'two'], Two: ['two', 'two'] }), {
    logFiles: 3_000_000,
    dataEvents: 2_000_000,
  });
  expect(heard.map(({ logicalId, quantity, notes: said }) => [logicalId, quantity, said])).toEqual([
    ['One', 2_000_000, []],
    ['Two', 2_000_000, notes],
  ]);
});

describe('a review', () => {
  type Trails = Readonly<Record<string, readonly [bucket: string, ...out: string[]]>>;

  const estateOf = (stacks: readonly EstateStack[]) => ({
    ...{ kind: 'template' as const, path: 'Logs.template.json', stacks },
    ...{ messages: [], unknowns: [], problems: [] },
  });
  const endlessOf = (base: readonly EstateStack[], head: readonly EstateStack[]) =>
    reviewDocument({ base: estateOf(base), head: estateOf(head) }).changes.filter(
      ({ kind }) => kind === 'logging-endless',
    );
  const endless = (base: Trails, head: Trails) => endlessOf([stackOf(base)], [stackOf(head)]);
  const two = (...out: string[]): Trails => ({ One: ['one', ...out], Two: ['two', 'two'] });
  const three: Trails = { ...two('one'), Three: ['three', 'three'] };

  test('tells a cycle that is new', () => {
    expect(endless(two('one', 'two'), two('one'))).toEqual([
      expect.objectContaining({
        effect: 'weaker',
        message:
          "the trails 'Logs/One' and 'Logs/Two' log one another's deliveries, so that each delivery causes another, for ever",
      }),
    ]);
  });

  test.each<[string, Trails, Trails]>([
    ['that was there', two('one'), two('one')],
    ['that is no more', two('one'), two('one', 'two')],
    ['of which one trail is deleted', three, two('one')],
    ['of which one trail has another logical id', two('one'), { One: ['one', 'one'], Other: ['two', 'two'] }],
    ['of which one trail no longer logs its own bucket', two(), two('one')],
  ])('tells none %s', (_what, base, head) => {
    expect(endless(base, head)).toEqual([]);
  });

  test.each<[string, Trails, Trails]>([
    ['gets another trail', two('one'), three],
    ['gets a trail that logs its own bucket, too', two('one'), two()],
  ])('tells one that %s', (_what, base, head) => {
    expect(endless(base, head)).toHaveLength(1);
  });

  test('tells one of another stage, whose trails have the same names', () => {
    const stages = (...others: readonly string[]) =>
      ['111122223333', '444455556666'].map((account, at) => ({
        ...stackOf(two('one', ...(at === 0 ? [] : others))),
        account,
      }));
    expect(endlessOf(stages('two'), stages())).toHaveLength(1);
    expect(endlessOf(stages(), stages())).toEqual([]);
  });
});
