import type { Value } from '../../../../lib/core/estate/values/value';
import { stackInstances } from '../../../../lib/core/inventory/entries/cloudformation';
import { targets } from '../../../../lib/core/inventory/entries/events';
import { filter } from '../../../../lib/core/inventory/judges/filters';
import type { JudgedIn } from '../../../../lib/core/inventory/model';

const AT: JudgedIn = {
  existed: true,
  path: '',
  isAsset: () => false,
  same: (one, other) => JSON.stringify(one) === JSON.stringify(other),
};

const units = (...ids: string[]): Value => [
  { DeploymentTargets: { OrganizationalUnitIds: ids }, Regions: ['eu-west-1'] },
];

const filtered = (AccountFilterType: string, ids: readonly string[], accounts: readonly string[]): Value => [
  {
    DeploymentTargets: { AccountFilterType, OrganizationalUnitIds: ids, Accounts: accounts },
    Regions: ['eu-west-1'],
  },
];

test.each([
  ['units and their root', units('ou-abcd-1', 'ou-abcd-2'), units('r-abcd'), 'stronger'],
  ['the root and one of its units', units('r-abcd'), units('ou-abcd-1'), 'weaker'],
  ['the root with and without a unit of it', units('r-abcd', 'ou-abcd-1'), units('r-abcd'), 'same'],
  [
    'the root without an account, and whole',
    filtered('DIFFERENCE', ['r-abcd'], ['111122223333']),
    units('r-abcd'),
    'stronger',
  ],
  [
    'the root whole, and without an account',
    units('r-abcd'),
    filtered('DIFFERENCE', ['r-abcd'], ['111122223333']),
    'weaker',
  ],
  [
    'a unit without an account, and the root without it',
    filtered('DIFFERENCE', ['ou-abcd-1'], ['111122223333']),
    filtered('DIFFERENCE', ['r-abcd'], ['111122223333']),
    'stronger',
  ],
  [
    'a unit, and the root without an account',
    units('ou-abcd-1'),
    filtered('DIFFERENCE', ['r-abcd'], ['111122223333']),
    'weaker',
  ],
  [
    'an account of either unit, and of one',
    filtered('INTERSECTION', ['ou-abcd-1', 'ou-abcd-2'], ['111122223333']),
    filtered('INTERSECTION', ['ou-abcd-1'], ['111122223333']),
    'weaker',
  ],
  [
    'an account of a unit, and a second account',
    filtered('INTERSECTION', ['ou-abcd-1'], ['111122223333']),
    filtered('INTERSECTION', ['ou-abcd-1'], ['111122223333', '444455556666']),
    'stronger',
  ],
  [
    'the root in another Region',
    units('ou-abcd-1'),
    [{ DeploymentTargets: { OrganizationalUnitIds: ['r-abcd'] }, Regions: ['eu-west-3'] }],
    'weaker',
  ],
])('the accounts of a StackSet, of %s, are compared by what they contain', (_, before, after, verdict) => {
  expect(stackInstances.compare(before, after, AT).verdict).toBe(verdict);
});

const saying = (Input: string): Value => [
  { Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', InputTransformer: { InputTemplate: Input } },
];

test.each([
  ['another hour', '{"summaryHour":8}', '{"summaryHour":13}', 'changed'],
  ['no hour', '{"a":1,"summaryHour":8}', '{"a":1}', 'weaker'],
  ['an hour that no day has', '{"summaryHour":8}', '{"summaryHour":99}', 'unknown'],
  ['another member', '{"checkEvery":8}', '{"checkEvery":13}', 'unknown'],
])('%s in the message of a target is judged', (_, before, after, verdict) => {
  expect(targets.compare(saying(before), saying(after), AT).verdict).toBe(verdict);
});

const call = (eventName: string): Readonly<Record<string, Value>> => ({
  eventSource: ['s3.amazonaws.com'],
  eventName: [eventName],
});

test.each<[string, Value, Value, string]>([
  ['one more alternative', { detail: call('A') }, { detail: { $or: [call('A'), call('B')] } }, 'stronger'],
  ['one less', { detail: { $or: [call('A'), call('B')] } }, { detail: call('B') }, 'weaker'],
  ['another order', { $or: [call('A'), call('B')] }, { $or: [call('B'), call('A')] }, 'same'],
  ['another alternative', { $or: [call('A'), call('B')] }, { $or: [call('A'), call('C')] }, 'weaker'],
  [
    'what stands beside the alternatives',
    { source: ['aws.s3'], $or: [call('A')] },
    { source: ['aws.s3', 'aws.sts'], $or: [call('A'), call('B')] },
    'stronger',
  ],
])('a pattern with alternatives, with %s, is compared', (_, before, after, verdict) => {
  expect(filter.compare(before, after, AT).verdict).toBe(verdict);
});
