import { partitionOf, REGION_NAME } from '../../../lib/core/record/region';

test.each([
  'us-east-1',
  'eu-isoe-west-1',
  'us-gov-west-1',
  'cn-north-1',
  'mx-central-1',
  'eusc-de-east-1',
  'ap-southeast-12',
])('%s is the name of a Region', (name) => expect(REGION_NAME.test(name)).toBe(true));

test.each([
  '',
  'us-east',
  'us-1',
  'u-east-1',
  'europe-west-1',
  'us-East-1',
  'us-e1st-1',
  'us-east-123',
  'us-east-1.evil.example',
  'us-east-1\n',
  ' us-east-1',
  'us--1',
])('%j is none', (name) => expect(REGION_NAME.test(name)).toBe(false));

test.each([
  ['eu-west-1', 'aws'],
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
])('%s is in %s', (region, partition) => expect(partitionOf(region)).toBe(partition));
