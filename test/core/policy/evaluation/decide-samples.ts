import { type Decision, decide, type Policies } from '../../../../lib/core/policy/evaluation/decide';
import { type PolicyKind, parsePolicy } from '../../../../lib/core/policy/evaluation/policy-document';
import {
  type Account,
  cloudTrailFor,
  type Principal,
  type RootUser,
  roleSession,
  type User,
} from '../../../../lib/core/policy/evaluation/request';

const ORGANIZATION = { id: 'o-exampleorgid', managementAccount: '999999999999' };
export const OWNER: Account = { id: '111122223333', organization: ORGANIZATION };
export const OTHER: Account = { id: '444455556666', organization: ORGANIZATION };
export const MANAGEMENT: Account = { id: '999999999999', organization: ORGANIZATION };

export const OBJECT = 'arn:aws:s3:::bucket/key';
export const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd';
export const ROLE = 'arn:aws:iam::111122223333:role/Target';
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/audit';

export const READER = roleSession(OWNER, 'Reader');
export const STRANGER = roleSession(OTHER, 'Reader');
export const USER: User = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/Ann', account: OWNER };
export const ROOT: RootUser = { kind: 'root', account: OWNER };
export const CLOUDTRAIL = cloudTrailFor(TRAIL, OWNER);
export const ANONYMOUS: Principal = { kind: 'anonymous' };

export type StatementElements = Readonly<Record<string, unknown>>;

export function policy(name: string, kind: PolicyKind, ...statements: StatementElements[]) {
  return parsePolicy({ Version: '2012-10-17', Statement: statements }, kind, name);
}

export const allow = (more: StatementElements = {}): StatementElements => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...more,
});
export const deny = (more: StatementElements = {}): StatementElements => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  ...more,
});
export const trust = (principal: unknown): StatementElements => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
});

export const toWhom = (principal: unknown) =>
  policy('the resource policy', 'resource', allow({ Principal: principal }));
export const denyTo = (principal: unknown) =>
  policy(
    'the resource policy',
    'resource',
    allow({ Principal: '*' }),
    deny({ Sid: 'No', Principal: principal }),
  );
export const ALL = policy('the identity policy', 'identity', allow());
export const NOTHING = policy('the identity policy', 'identity', allow({ Action: 'ec2:*' }));
export const NARROW = policy('the boundary', 'identity', allow({ Action: 'ec2:*' }));
export const SCP_ALL = policy('FullAWSAccess', 'service control', allow());
export const SCP_NARROW = policy('OnlyEc2', 'service control', allow({ Action: 'ec2:*' }));
export const SCP_DENY = policy('Guardrail', 'service control', deny({ Sid: 'No' }));
export const RCP_DENY = policy(
  'Perimeter',
  'resource control',
  deny({ Sid: 'No', Principal: '*', Action: ['s3:*', 'sns:*'] }),
);

export type Row = readonly [
  rule: string,
  who: Principal,
  policies: Policies,
  verdict: Decision['verdict'],
  because: string,
];

export function answer(
  action: string,
  arn: string,
  who: Principal,
  policies: Policies,
  owner = OWNER,
): Decision {
  return decide({ principal: who, action, resource: { arn, owner } }, policies);
}
