import { findBrokenNameRules, type NameKind } from '../../../../lib/core/policy/guardrail/resource-names';

const GOOD: readonly (readonly [NameKind, string])[] = [
  ['trail name', 'abc'],
  ['trail name', 'my-trail_2.eu'],
  ['trail name', 'a'.repeat(128)],
  ['trail name', '1.2.3'],
  ['bucket name', 'my.logs-1'],
  ['bucket name', 'a'.repeat(63)],
  ['key prefix', 'audit/all'],
  ['key prefix', 'o-exampleorgid'],
  ['key prefix', 'myAWSLogs'],
  ['key prefix', 'source=cloudtrail'],
  ['key prefix', 'x'.repeat(200)],
  ['key alias', 'trailwatch/logs'],
  ['bucket name', 'abc'],
  ['bucket name', 'x--s3alias-logs'],
  ['key prefix', 'x'],
  ['key alias', 'k'],
  ['key alias', 'k'.repeat(250)],
  ['role name', 'a'],
  ['role name', `x${'_+=,.@-'}`],
  ['role name', 'r'.repeat(64)],
  ['topic name', 't'],
  ['topic name', 'aws-cloudtrail_logs'],
  ['topic name', 't'.repeat(256)],
  ['log group name', '/aws/cloudtrail/logs.all#1'],
  ['log group name', 'g'.repeat(512)],
  ['organization id', `o-${'a'.repeat(10)}`],
  ['organization id', `o-${'a'.repeat(32)}`],
  ['account id', '012345678901'],
  ['organization id', 'o-exampleorgid'],
  ['Region', 'us-gov-west-1'],
  ['Region', 'eusc-de-east-1'],
];

const BUCKET_START = "it must not begin with 'xn--', 'sthree-' or 'amzn-s3-demo-', which S3 reserves";
const BUCKET_END =
  "it must not end with '-s3alias', '--ol-s3', '.mrap', '--x-s3' or '--table-s3', which S3 reserves";

const BAD: readonly (readonly [NameKind, string, string])[] = [
  ['trail name', 'ab', 'it must have 3 to 128 characters'],
  ['trail name', 'a'.repeat(129), 'it must have 3 to 128 characters'],
  ['trail name', 'my trail', 'it may contain only letters, digits, periods, underscores and hyphens'],
  ['trail name', 'träil', 'it may contain only letters, digits, periods, underscores and hyphens'],
  ['trail name', '-trail', 'it must start with a letter or digit'],
  ['trail name', 'trail.', 'it must end with a letter or digit'],
  ['trail name', 'my-_trail', 'periods, underscores and hyphens must not be next to each other'],
  ['trail name', '192.168.5.4', 'it must not look like an IPv4 address'],
  ['bucket name', 'myLogs', 'it may contain only lower-case letters, digits, periods and hyphens'],
  ['bucket name', 'logs.-x', 'a period in it may have neither a period nor a hyphen beside it'],
  ['bucket name', 'a'.repeat(64), 'it must have 3 to 63 characters'],
  ['key prefix', '', 'it must have 1 to 200 characters'],
  ['key prefix', '/audit', 'it must not start with a slash'],
  ['key prefix', 'audit/', 'it must not end with a slash'],
  ['key prefix', 'a//b', 'it must not contain two slashes in a row'],
  ['key prefix', 'a/AWSLogs', "it must not contain the folder 'AWSLogs', which CloudTrail adds"],
  ['key prefix', 'AWSLogs/b', "it must not contain the folder 'AWSLogs', which CloudTrail adds"],
  ['key prefix', 'a*b', 'it must not contain any of * ? $ { } \\, which mean something else in policies'],
  ['key prefix', 'a b', 'it may contain only printable ASCII characters and no space'],
  ['key alias', 'aws/s3', "it must not begin with 'aws', which AWS reserves for its own keys"],
  ['key alias', 'alias/x', "it must be given without 'alias/'"],
  ['bucket name', 'ab', 'it must have 3 to 63 characters'],
  ['bucket name', '10.0.0.1', 'it must not look like an IPv4 address'],
  ['bucket name', 'sthree-logs', BUCKET_START],
  ['bucket name', 'xn--logs', BUCKET_START],
  ['bucket name', 'logs-s3alias', BUCKET_END],
  ['bucket name', 'logs--x-s3', BUCKET_END],
  ['key prefix', 'x'.repeat(201), 'it must have 1 to 200 characters'],
  ['key alias', '', 'it must have 1 to 250 characters'],
  ['key alias', 'k'.repeat(251), 'it must have 1 to 250 characters'],
  ['key alias', 'a.b', 'it may contain only letters, digits, slashes, underscores and hyphens'],
  ['role name', '', 'it must have 1 to 64 characters'],
  ['role name', 'r'.repeat(65), 'it must have 1 to 64 characters'],
  ['role name', 'a/b', 'it may contain only letters, digits and the characters _ + = , . @ -'],
  ['topic name', 't'.repeat(257), 'it must have 1 to 256 characters'],
  [
    'topic name',
    'trails.fifo',
    'it may contain only letters, digits, underscores and hyphens, so no FIFO topic is possible',
  ],
  ['log group name', 'g'.repeat(513), 'it must have 1 to 512 characters'],
  [
    'log group name',
    'a b',
    'it may contain only letters, digits, underscores, slashes, periods, number signs and hyphens',
  ],
  ['log group name', 'aws/trails', "it must not begin with 'aws/', which AWS reserves for its own services"],
  ['account id', '1234567890123', 'it must have 12 digits, leading zeros included'],
  [
    'organization id',
    `o-${'a'.repeat(33)}`,
    "it must be 'o-' and then 10 to 32 lower-case letters or digits",
  ],
  ['organization id', `o-${'a'.repeat(9)}`, "it must be 'o-' and then 10 to 32 lower-case letters or digits"],
  ['account id', '12345678901', 'it must have 12 digits, leading zeros included'],
  ['organization id', 'exampleorgid', "it must be 'o-' and then 10 to 32 lower-case letters or digits"],
  ['Region', 'Frankfurt', "it must be a Region's code, such as 'eu-central-1'"],
];

test.each(GOOD)('%s %j is good', (kind, name) => {
  expect(findBrokenNameRules(kind, name)).toEqual([]);
});

test.each(BAD)('fails %s %j, telling the rule', (kind, name, rule) => {
  expect(findBrokenNameRules(kind, name)).toEqual([rule]);
});

test('tells every rule that a name breaks', () => {
  expect(findBrokenNameRules('trail name', '-')).toHaveLength(3);
});
