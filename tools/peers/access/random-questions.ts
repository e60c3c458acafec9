import { Dice, OWNER, PRINCIPALS, type Question, type RawStatement } from './question';

/** What is asked for: a resource of the pipeline, and calls on it. */
interface Subject {
  readonly arn: string;
  readonly actions: readonly string[];
}

const SUBJECTS: readonly Subject[] = [
  {
    arn: 'arn:aws:s3:::logs/AWSLogs/111122223333/a.json.gz',
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  },
  { arn: 'arn:aws:s3:::logs', actions: ['s3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'] },
  {
    arn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DisableKey'],
  },
  {
    arn: 'arn:aws:sqs:eu-central-1:111122223333:queue',
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:PurgeQueue'],
  },
  {
    arn: 'arn:aws:sns:eu-central-1:111122223333:topic',
    actions: ['sns:Publish', 'sns:Subscribe', 'sns:DeleteTopic'],
  },
  {
    arn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/claims',
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteTable'],
  },
  {
    arn: 'arn:aws:lambda:eu-central-1:111122223333:function:search',
    actions: ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode'],
  },
];

const CONDITIONS: readonly (RawStatement | undefined)[] = [
  ...[undefined, undefined, undefined],
  { Bool: { 'aws:SecureTransport': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
  { StringEquals: { 'aws:SourceAccount': '111122223333' } },
  { StringNotEqualsIfExists: { 'aws:SourceAccount': '444455556666' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8'] } },
  { Null: { 'aws:SourceArn': 'true' } },
  { Null: { 'aws:PrincipalOrgID': 'false' } },
  { StringLike: { 'aws:PrincipalAccount': '1111*' } },
  { 'ForAnyValue:StringEquals': { 'aws:PrincipalServiceNamesList': ['cloudtrail.amazonaws.com'] } },
];

const NAMED: readonly unknown[] = [
  '*',
  { AWS: '*' },
  { AWS: '111122223333' },
  { AWS: 'arn:aws:iam::444455556666:root' },
  { AWS: 'arn:aws:iam::111122223333:role/Reader' },
  { AWS: 'arn:aws:sts::111122223333:assumed-role/Reader/session' },
  { AWS: 'arn:aws:iam::111122223333:user/ann' },
  { AWS: 'arn:aws:iam::777777777777:role/Reader' },
  { Service: 'cloudtrail.amazonaws.com' },
];

type Kind = 'resource' | 'identity' | 'service control' | 'resource control';

/** Requests with policies of every kind at once; endless, and the same for the same seed. */
export function* randomQuestions(seed: number): Generator<Question, never> {
  const dice = new Dice(seed);
  for (;;) {
    const subject = dice.pick(SUBJECTS);
    const principal = dice.pick(PRINCIPALS);
    const action = dice.pick(subject.actions);
    const statements = (kind: Kind, most: number) => dice.some(most, () => statement(dice, subject, kind));
    const hasPolicies = 'account' in principal;
    const isMember = hasPolicies && principal.account.organization !== undefined;
    const context = {
      'aws:SecureTransport': dice.pick(['true', 'false']),
      'aws:SourceIp': dice.pick(['203.0.113.9', '198.51.100.1', '10.1.2.3']),
    };
    yield {
      request: { principal, action, resource: { arn: subject.arn, owner: OWNER }, context },
      resource: statements('resource', 3),
      identity: hasPolicies ? statements('identity', 3) : [],
      boundary: hasPolicies && dice.roll() < 0.3 ? statements('identity', 3) : [],
      serviceControl: isMember ? statements('service control', 2) : [],
      resourceControl: statements('resource control', 1),
    };
  }
}

function statement(dice: Dice, { arn, actions }: Subject, kind: Kind): RawStatement {
  const service = actions[0]?.split(':')[0];
  const isControl = kind === 'service control' || kind === 'resource control';
  const Effect = kind === 'resource control' ? 'Deny' : dice.pick(['Allow', 'Allow', 'Allow', 'Deny']);
  // An Allow of a service control policy takes no conditions and no resources.
  const isBare = kind === 'service control' && Effect === 'Allow';
  const action = dice.pick([
    ...[dice.pick(actions), dice.pick(actions), `${service}:*`, `${dice.pick(actions).slice(0, -3)}*`],
    ...(kind === 'identity' || kind === 'service control' ? ['*'] : []),
  ]);
  const resource = dice.pick(resourcesFor(arn, kind));
  const condition = dice.pick(CONDITIONS);
  const isWithoutAction = dice.roll() < 0.07 && kind !== 'resource control' && !isBare;
  const isWithoutResource = dice.roll() < 0.07 && !isControl;
  return {
    Effect,
    ...(isWithoutAction ? { NotAction: action } : { Action: action }),
    ...(isWithoutResource
      ? { NotResource: resource === '*' ? arn : resource }
      : { Resource: isBare ? '*' : resource }),
    ...(condition === undefined || isBare ? {} : { Condition: condition }),
    ...(kind === 'resource' ? { Principal: dice.pick(NAMED) } : {}),
    ...(kind === 'resource control' ? { Principal: '*' } : {}),
  };
}

/** The resource, patterns that hold it, and others; a resource's own policy names none of another service. */
function resourcesFor(arn: string, kind: Kind): readonly string[] {
  const isOfS3 = arn.startsWith('arn:aws:s3:');
  return [
    ...['*', arn, arn, `${arn.slice(0, -3)}*`],
    ...(isOfS3 ? ['arn:aws:s3:::logs/*', 'arn:aws:s3:::logs/AWSLogs/?11122223333/*'] : []),
    ...(isOfS3 || kind !== 'resource' ? ['arn:aws:s3:::else/*'] : []),
  ];
}
