import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const RETAINED: Json = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const KEPT: Json = {
  Resources: Object.fromEntries(
    Object.entries(FILTERED_TRAIL.Resources).map(([id, resource]) => [id, { ...resource, ...RETAINED }]),
  ),
};
const IDS = Object.keys(KEPT.Resources);

test.each(IDS.flatMap((id) => Object.keys(RETAINED).map((policy) => [id, policy] as const)))(
  'a part of the pipeline, %s, that loses its %s is less protected',
  (id, policy) => {
    const lost = changesOf(KEPT, ({ Resources }) => {
      delete Resources[id][policy];
    });
    expect(lost).toEqual([
      expect.stringMatching(
        `^weaker evidence-unprotected: .* Audit/${id}: its ${policy} is no longer Retain$`,
      ),
    ]);
  },
);

test('a part of the pipeline that keeps nothing is no better for being retained', () => {
  const praised = IDS.filter(
    (id) => changesOf(FILTERED_TRAIL, ({ Resources }) => Object.assign(Resources[id], RETAINED)).length > 0,
  );
  expect(praised).toEqual(['Log', 'Trail', 'Topic']);
});

test('a resource of another pipeline is not told', () => {
  const base: Json = structuredClone(KEPT);
  base.Resources.Shop = { Type: 'AWS::SQS::Queue', ...RETAINED };
  expect(
    changesOf(base, ({ Resources }) => {
      delete Resources.Shop.DeletionPolicy;
    }),
  ).toEqual([]);
});
