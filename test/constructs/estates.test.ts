import { FURTHER_ESTATES } from '../scenarios/scenarios';
import { assemblyOf } from '../scenarios/synthesized';
import { ACCOUNT, LOG_ARCHIVE, type Resource } from './synthesize';

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The templates of an estate, by stack. */
function synthesize(name: string): Readonly<Record<string, Template>> {
  const estate = FURTHER_ESTATES.find((one) => one.name === name);
  if (estate === undefined) throw new Error(`no estate is named ${name}`);
  return Object.fromEntries(
    assemblyOf(estate).stacksRecursively.map(({ stackName, template }) => [stackName, template as Template]),
  );
}

/** The template of an estate of one stack. */
function templateOf(name: string): Template {
  const [template] = Object.values(synthesize(name));
  if (template === undefined) throw new Error(`${name} has no stack`);
  return template;
}

function ofType(template: Template, type: string, idStart = ''): readonly Resource[] {
  return Object.entries(template.Resources)
    .filter(([id, { Type }]) => Type === type && id.startsWith(idStart))
    .map(([, resource]) => resource);
}

test('two apps: the trail names the bucket and the key that the other app creates', () => {
  const [bucket] = ofType(templateOf('two-apps-archive'), 'AWS::S3::Bucket', 'ArchiveBucket');
  const [trail] = ofType(templateOf('two-apps-trail'), 'AWS::CloudTrail::Trail');
  expect(trail?.Properties.S3BucketName).toBe('example-organization-logs');
  expect(bucket?.Properties.BucketName).toBe('example-organization-logs');
  expect(trail?.Properties.KMSKeyId).toContain(`:${LOG_ARCHIVE}:key/`);
  expect(trail?.Properties.IsOrganizationTrail).toBe(true);
});

test('an included bucket keeps its logical ids and its one policy, which the trail waits for', () => {
  const template = templateOf('included-bucket');
  expect(Object.keys(template.Resources)).toEqual(['CompanyLogs', 'CompanyLogsPolicy', expect.any(String)]);
  const [trail] = ofType(template, 'AWS::CloudTrail::Trail');
  expect(trail?.DependsOn).toEqual(['CompanyLogsPolicy']);
  expect(trail?.Properties.S3BucketName).toEqual({ Ref: 'CompanyLogs' });
});

test('stages of a pipeline deploy the same but for the account', () => {
  const templates = synthesize('stages');
  expect(Object.keys(templates)).toEqual(['Production-Audit', 'Test-Audit']);
  const types = Object.values(templates).map(({ Resources }) =>
    Object.values(Resources).map(({ Type }) => Type),
  );
  expect(types[0]).toEqual(types[1]);
  const other = { 'Test-Audit': LOG_ARCHIVE, 'Production-Audit': ACCOUNT };
  for (const [stack, account] of Object.entries(other))
    expect(JSON.stringify(templates[stack])).not.toContain(account);
});

test('tokens: where account and Region are unknown, no number and no Region is in the template', () => {
  const template = templateOf('tokens');
  expect(JSON.stringify(template)).not.toMatch(/:\d{12}:|eu-central-1/);
  const [trail] = ofType(template, 'AWS::CloudTrail::Trail');
  expect(trail?.Properties.IsMultiRegionTrail).toBe(true);
  expect(JSON.stringify(ofType(template, 'AWS::SNS::Subscription'))).toContain('{"Ref":"Email"}');
});

test('a bucket and key of the app get the statements of the trail, and no second policy', () => {
  const template = templateOf('bucket-of-the-app');
  const policies = ofType(template, 'AWS::S3::BucketPolicy');
  expect(policies).toHaveLength(1);
  expect(JSON.stringify(policies)).toContain('AWSCloudTrailWrite20150319');
  const [key] = ofType(template, 'AWS::KMS::Key');
  expect(JSON.stringify(key?.Properties.KeyPolicy)).toContain('cloudtrail.amazonaws.com');
});

test('a trail of a single Region logs that Region alone, with the data events that are chosen', () => {
  const [trail] = ofType(templateOf('single-region'), 'AWS::CloudTrail::Trail');
  expect(trail?.Properties).toMatchObject({ IsMultiRegionTrail: false, EnableLogFileValidation: true });
  expect(JSON.stringify(trail?.Properties.AdvancedEventSelectors)).toContain('arn:aws:s3:::orders/');
});

test('alarms alone have a filter for each control, and no function', () => {
  const template = templateOf('alarms-only');
  expect(ofType(template, 'AWS::Logs::MetricFilter')).toHaveLength(14);
  expect(ofType(template, 'AWS::Lambda::Function')).toEqual([]);
});

test('a SIEM takes its role with the external id, and reads no digest files', () => {
  const [role] = ofType(templateOf('siem-reader'), 'AWS::IAM::Role', 'Siem');
  expect(JSON.stringify(role?.Properties.AssumeRolePolicyDocument)).toContain(
    '"sts:ExternalId":"example-company"',
  );
  expect(JSON.stringify(templateOf('siem-reader'))).not.toContain('CloudTrail-Digest');
});

/** Metadata lists exceptions. */
const withoutMetadata = (key: string, value: unknown) => (key === 'Metadata' ? undefined : value);

test('exceptions for 0, 1 and 200 roles make the same resources: they are in the rules of the function', () => {
  const templates = [0, 1, 200].map((count) =>
    JSON.stringify(templateOf(`allow-list-of-${count}`), withoutMetadata).replace(
      /\b[0-9a-f]{64}\b/g,
      '<asset>',
    ),
  );
  expect(templates[1]).toBe(templates[0]);
  expect(templates[2]).toBe(templates[0]);
  expect(templates[0]).toContain('AWS::Events::Rule');
});

test.each([0, 1, 200])('the metadata lists exceptions for %d roles', (count) => {
  const listed = [
    ...JSON.stringify(templateOf(`allow-list-of-${count}`)).matchAll(/"(role arn:[^"]+)":"([^"]+)"/g),
  ];
  expect(new Set(listed.map(([, role]) => role)).size).toBe(count);
  expect(new Set(listed.map(([, , rules]) => rules))).toEqual(
    new Set(count === 0 ? [] : ['all rules below high']),
  );
});

test.each([
  ['gov-cloud', 'aws-us-gov', 'us-gov-west-1'],
  ['china', 'aws-cn', 'cn-north-1'],
])('%s has ARNs of its own partition, and of its Region', (name, partition, region) => {
  const template = JSON.stringify(templateOf(name));
  expect(template).not.toMatch(/arn:aws:(?!iam::aws:policy)/);
  expect(template).toMatch(new RegExp(`arn:(${partition}|",\\{"Ref":"AWS::Partition"\\}[^"]*"):`));
  expect(template).not.toContain('us-east-1');
  expect(template).toContain(region);
});
