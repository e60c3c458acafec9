import { roleSession } from '../../../../lib/core/policy/evaluation/request';
import {
  ALL,
  ANONYMOUS,
  answer,
  CLOUDTRAIL,
  deny,
  MANAGEMENT,
  NARROW,
  OBJECT,
  OWNER,
  policy,
  RCP_DENY,
  READER,
  ROOT,
  type Row,
  SCP_ALL,
  SCP_DENY,
  SCP_NARROW,
  STRANGER,
  toWhom,
  USER,
} from './decide-samples';

describe('what limits who gets an object of a bucket', () => {
  const ROWS: readonly Row[] = [
    [
      'a Deny of the boundary wins',
      READER,
      { resource: toWhom('*'), boundary: policy('it', 'identity', deny()) },
      'denied explicitly',
      'of it',
    ],
    [
      'a Deny of the session policy wins',
      READER,
      { resource: toWhom('*'), session: policy('it', 'identity', deny()) },
      'denied explicitly',
      'of it',
    ],
    [
      'a boundary allows nothing by itself',
      READER,
      { boundary: ALL },
      'not allowed',
      'has no identity policy',
    ],
    [
      'a boundary limits identity policies',
      READER,
      { identity: [ALL], boundary: NARROW },
      'not allowed',
      'no statement of the boundary',
    ],
    [
      'a session policy limits identity policies',
      READER,
      { identity: [ALL], session: NARROW },
      'not allowed',
      'no statement of the boundary',
    ],
    [
      'a boundary limits a resource policy for the role',
      READER,
      { resource: toWhom({ AWS: READER.arn }), boundary: NARROW },
      'not allowed',
      'the boundary',
    ],
    [
      'a session policy limits a resource policy for the role',
      READER,
      { resource: toWhom({ AWS: READER.arn }), session: NARROW },
      'not allowed',
      'the boundary',
    ],
    [
      'a boundary does not limit a resource policy for the session',
      READER,
      { resource: toWhom({ AWS: READER.sessionArn }), boundary: NARROW },
      'allowed',
      'the resource policy',
    ],
    [
      'a boundary does not limit a resource policy for the user',
      USER,
      { resource: toWhom({ AWS: USER.arn }), boundary: NARROW },
      'allowed',
      'the resource policy',
    ],
    [
      'a boundary does not limit a resource policy for everyone',
      READER,
      { resource: toWhom('*'), boundary: NARROW },
      'allowed',
      'the resource policy',
    ],
    [
      'across accounts a boundary limits',
      STRANGER,
      { resource: toWhom('*'), identity: [ALL], boundary: NARROW },
      'not allowed',
      'the boundary',
    ],
    [
      'a service control policy must allow',
      READER,
      { identity: [ALL], serviceControl: [[SCP_NARROW]] },
      'not allowed',
      'no statement of OnlyEc2',
    ],
    [
      'each level of service control policies must allow',
      READER,
      { identity: [ALL], serviceControl: [[SCP_ALL], [SCP_NARROW]] },
      'not allowed',
      'OnlyEc2',
    ],
    [
      'a service control policy grants nothing',
      READER,
      { serviceControl: [[SCP_ALL]] },
      'not allowed',
      'has no identity policy',
    ],
    [
      'a service control policy limits a resource policy too',
      READER,
      { resource: toWhom('*'), serviceControl: [[SCP_NARROW]] },
      'not allowed',
      'OnlyEc2',
    ],
    [
      'a Deny of a service control policy binds the root user',
      ROOT,
      { serviceControl: [[SCP_ALL, SCP_DENY]] },
      'denied explicitly',
      "'No' of Guardrail",
    ],
    [
      'service control policies do not bind service-linked roles',
      roleSession(OWNER, 'aws-service-role/x.amazonaws.com/X'),
      { identity: [ALL], serviceControl: [[SCP_DENY]] },
      'allowed',
      'the identity policy',
    ],
    [
      'service control policies do not bind the management account',
      roleSession(MANAGEMENT, 'Reader'),
      { resource: toWhom('*'), identity: [ALL], serviceControl: [[SCP_DENY]] },
      'allowed',
      'and',
    ],
    [
      'service control policies do not bind services',
      CLOUDTRAIL,
      { resource: toWhom('*'), serviceControl: [[SCP_DENY]] },
      'allowed',
      'the resource policy',
    ],
    [
      "a resource control policy denies the owner's own people",
      READER,
      { identity: [ALL], resourceControl: [RCP_DENY] },
      'denied explicitly',
      "'No' of Perimeter",
    ],
    [
      'a resource control policy denies services',
      CLOUDTRAIL,
      { resource: toWhom('*'), resourceControl: [RCP_DENY] },
      'denied explicitly',
      "'No' of Perimeter",
    ],
    [
      'a resource control policy denies the unsigned',
      ANONYMOUS,
      { resource: toWhom('*'), resourceControl: [RCP_DENY] },
      'denied explicitly',
      "'No' of Perimeter",
    ],
  ];

  test.each(ROWS)('%s', (_rule, who, policies, verdict, because) => {
    const decision = answer('s3:GetObject', OBJECT, who, policies);
    expect(decision).toEqual({ verdict, reason: expect.stringContaining(because) });
  });

  test('resource control policies do not guard the management account', () => {
    const policies = { identity: [ALL], resourceControl: [RCP_DENY] };
    const who = roleSession(MANAGEMENT, 'Reader');
    expect(answer('s3:GetObject', OBJECT, who, policies, MANAGEMENT).verdict).toBe('allowed');
  });

  test('service and resource control policies do not apply to an account outside of organizations', () => {
    const lone = { id: '777788889999' };
    const policies = { identity: [ALL], serviceControl: [[SCP_DENY]], resourceControl: [RCP_DENY] };
    expect(answer('s3:GetObject', OBJECT, roleSession(lone, 'Reader'), policies, lone).verdict).toBe(
      'allowed',
    );
  });

  test('of statements that do not allow it, those that came nearest are named', () => {
    const identity = policy(
      'the identity policy',
      'identity',
      { Sid: 'Far', Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
      { Sid: 'Near', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::other/*' },
    );
    const { reason } = answer('s3:GetObject', OBJECT, READER, { identity: [identity] });
    expect(reason).toContain("'Near'");
    expect(reason).not.toContain("'Far'");
  });

  test('resource control policies do not guard services that do not know them', () => {
    const policies = { identity: [ALL], resourceControl: [RCP_DENY] };
    expect(answer('sns:Publish', 'arn:aws:sns:us-east-1:111122223333:t', READER, policies).verdict).toBe(
      'allowed',
    );
  });
});
