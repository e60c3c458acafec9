import { parseRegionalRequest, REGIONAL_PARAMETERS } from '../../../lib/core/response/regional-request';
import { RESPONSE_ACTIONS } from '../../../lib/core/response/response-actions';
import { HOSTILE_TEXTS } from '../safe-text/hostile-texts';
import { MEMBER } from './response-samples';

const roleArn = `arn:aws:iam::${MEMBER}:role/TrailwatchResponse-start-logging`;
const EVENT = { region: 'eu-west-1', roleArn, request: {} };

test('an event of the state machine is taken as it is, with a role and without one', () => {
  expect(parseRegionalRequest({ ...EVENT, more: 1 }, 'aws')).toEqual(EVENT);
  expect(parseRegionalRequest({ region: 'cn-north-1', request: {} }, 'aws-cn')).toEqual({
    ...{ region: 'cn-north-1', request: {} },
  });
});

test.each<[string, unknown, RegExp]>([
  ['a list', [], /the event is no object/],
  ['no request', { region: 'eu-west-1' }, /request is no object/],
  ['no Region', { request: {} }, /region undefined is no Region of partition aws/],
  ['an address for a Region', { ...EVENT, region: 'x.example.com/#' }, /no Region of partition aws/],
  ['a Region of another partition', { ...EVENT, region: 'cn-north-1' }, /"cn-north-1" is no Region/],
  ['a role of another partition', { ...EVENT, roleArn: roleArn.replace('aws', 'aws-cn') }, /no role of/],
  ['a user for a role', { ...EVENT, roleArn: roleArn.replace('role', 'user') }, /roleArn .* is no role/],
  ['a long text', { ...EVENT, region: 'x'.repeat(100_000) }, /^region .{200} is no Region of partition aws$/],
])('fails on a forged event with %s', (_name, event, message) => {
  expect(() => parseRegionalRequest(event, 'aws')).toThrow(message);
});

const ACTIONS = Object.entries(REGIONAL_PARAMETERS);

test('the actions are those that are made in the Region of a record', () => {
  const regional = Object.entries(RESPONSE_ACTIONS).filter(([, { isRegional }]) => isRegional);
  expect(ACTIONS.map(([name]) => name).sort()).toEqual(regional.map(([name]) => name).sort());
});

test('an action without names takes nothing from an event', () => {
  const forged = { EnableDefaultStandards: false };
  expect(REGIONAL_PARAMETERS['enable-security-hub'](forged)).toEqual({});
});

const NAMING = ACTIONS.filter(([name]) => name !== 'enable-security-hub');

test.each(NAMING)('%s takes names from an event, and nothing else', (_action, parametersOf) => {
  const names = [
    'Name',
    'Bucket',
    'ExpectedBucketOwner',
    'GroupId',
    'SecurityGroupRuleIds',
    'InstanceId',
    'KeyId',
    'Kind',
    'PrincipalName',
    'PolicyArn',
    'DetectorId',
    'Call',
    'RecorderArn',
  ];
  for (const text of ['', '*', ...Object.values(HOSTILE_TEXTS), 1, null, {}, [], ['*']]) {
    const request = Object.fromEntries(names.map((name) => [name, text]));
    expect(() => parametersOf(request as never)).toThrow(/^request\.\w+ /);
  }
});

test('what a bucket is set to is no part of an event', () => {
  const named = { Bucket: 'payments-reports', ExpectedBucketOwner: MEMBER };
  const forged = { ...named, PublicAccessBlockConfiguration: { BlockPublicPolicy: false } };
  expect(REGIONAL_PARAMETERS['block-public-bucket'](forged)).toEqual(named);
});
