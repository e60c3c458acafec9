import { changesOf, type Json } from '../edited-template';

const trail = (S3BucketName: string) => ({
  Type: 'AWS::CloudTrail::Trail',
  Properties: { IsLogging: true, IsMultiRegionTrail: true, S3BucketName } as Json,
});

const MANAGEMENT = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
const readOnly = (value: string) => ({
  FieldSelectors: [...MANAGEMENT.FieldSelectors, { Field: 'readOnly', Equals: [value] }],
});
const OBJECTS = {
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ],
};

test('a trail that no longer logs is named where another trail logs more', () => {
  const changes = changesOf({ Resources: { One: trail('one'), Other: trail('other') } }, ({ Resources }) => {
    Resources.One.Properties.IsLogging = false;
    Resources.Other.Properties.AdvancedEventSelectors = [MANAGEMENT, OBJECTS];
  });
  expect(changes).toEqual([
    'weaker logging-reduced: logging of Audit/One: on → off: the trail records no calls',
    "weaker logging-endless: trail Audit/Other: the trail 'Audit/Other' logs its own deliveries to its bucket, so that each delivery causes another, for ever",
    'stronger logging-added: data events of AWS::S3::Object (read and write): newly logged',
  ]);
});

test('what one trail no longer logs is said once', () => {
  const changes = changesOf({ Resources: { One: trail('one') } }, ({ Resources }) => {
    Resources.One.Properties.IsLogging = false;
  });
  expect(changes).toHaveLength(1);
});

test.each([
  ['newly aggregated', undefined, ['API_ACTIVITY'], ['stronger logging-added', 'newly logged']],
  [
    'aggregated as well',
    ['USER_ACTIONS'],
    ['USER_ACTIONS', 'API_ACTIVITY'],
    ['stronger logging-added', 'newly logged'],
  ],
  ['no longer aggregated', ['API_ACTIVITY'], undefined, ['weaker logging-reduced', 'no longer logged']],
])('data events that are %s are said once', (_, before, after, [kind, words]) => {
  const aggregating = (Templates: readonly string[] | undefined): Json =>
    Templates === undefined ? {} : { AggregationConfigurations: [{ EventCategory: 'Data', Templates }] };
  const one = trail('one');
  const selecting = { ...one.Properties, AdvancedEventSelectors: [OBJECTS] };
  const template = { Resources: { One: { ...one, Properties: { ...selecting, ...aggregating(before) } } } };
  const changes = changesOf(template, ({ Resources }) => {
    Resources.One.Properties = { ...selecting, ...aggregating(after) };
  });
  expect(changes).toEqual([`${kind}: aggregated data events API_ACTIVITY: ${words}`]);
});

test.each([
  [
    'the selector of all management events, which a trail without selectors has',
    {},
    { AdvancedEventSelectors: [MANAGEMENT] },
  ],
  [
    'basic selectors of the same events',
    { AdvancedEventSelectors: [MANAGEMENT] },
    { EventSelectors: [{ ReadWriteType: 'All' }] },
  ],
  ['an empty list of Insights', {}, { InsightSelectors: [] }],
  [
    'reads and writes apart',
    { AdvancedEventSelectors: [MANAGEMENT] },
    { AdvancedEventSelectors: [readOnly('true'), readOnly('false')] },
  ],
])('%s are no change', (_, before: Json, after: Json) => {
  const one = trail('one');
  const template = { Resources: { One: { ...one, Properties: { ...one.Properties, ...before } } } };
  const changes = changesOf(template, ({ Resources }) => {
    Resources.One.Properties = { ...one.Properties, ...after };
  });
  expect(changes).toEqual([]);
});

test('selectors of a stopped trail are compared as they are written', () => {
  const stopped = { ...trail('one').Properties, IsLogging: false };
  const template = { Resources: { One: { Type: 'AWS::CloudTrail::Trail', Properties: stopped } } };
  const changes = changesOf(template, ({ Resources }) => {
    Resources.One.Properties.AdvancedEventSelectors = [OBJECTS];
  });
  expect(changes).toEqual([expect.stringMatching(/^unknown setting-unknown: advanced event selectors/)]);
});
