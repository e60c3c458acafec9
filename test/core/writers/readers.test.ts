import { costedStacks } from '../../../lib/core/cost/costed-stack';
import { monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { trailsOf } from '../../../lib/core/cost/trail-charges';
import type { EstateStack } from '../../../lib/core/estate/estate';
import { Resolver } from '../../../lib/core/estate/resolver';
import { reviewDocument } from '../../../lib/core/review/document/review-document';
import { writersOf } from '../../../lib/core/writers/estate-writers';

/** Two trails with a bucket each, of which the second logs all objects but its own, and the first as asked. */
function stackOf(firstLeavesOut: readonly string[]): EstateStack {
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
  const Resources = { One: trail('one', firstLeavesOut), Two: trail('two', ['two']) };
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
  expect(dataEventsOf(stackOf(['one']), { logFiles: 3_000_000, dataEvents: 0 })).toEqual([
    { logicalId: 'One', quantity: 1_500_000, usd: 1.5, notes },
    { logicalId: 'Two', quantity: 1_500_000, usd: 1.5, notes },
  ]);
  // The first hears nothing; more data events than deliveries are as many as counted.
  const heard = dataEventsOf(stackOf(['one', 'two']), { logFiles: 3_000_000, dataEvents: 2_000_000 });
  expect(heard.map(({ logicalId, quantity, notes: said }) => [logicalId, quantity, said])).toEqual([
    ['One', 2_000_000, []],
    ['Two', 2_000_000, notes],
  ]);
});

test('a review tells a cycle that is new, and none that was there', () => {
  const estate = (out: readonly string[]) => ({
    ...{ kind: 'template' as const, path: 'Logs.template.json', stacks: [stackOf(out)] },
    ...{ messages: [], unknowns: [], problems: [] },
  });
  const changes = (base: readonly string[], head: readonly string[]) =>
    reviewDocument({ base: estate(base), head: estate(head) }).changes.filter(
      ({ kind }) => kind === 'logging-endless',
    );
  expect(changes(['one', 'two'], ['one'])).toEqual([
    expect.objectContaining({
      effect: 'weaker',
      message:
        "the trails 'Logs/One' and 'Logs/Two' log one another's deliveries, so that each delivery causes another, for ever",
    }),
  ]);
  expect(changes(['one'], ['one'])).toEqual([]);
  expect(changes(['one'], ['one', 'two'])).toEqual([]);
});
