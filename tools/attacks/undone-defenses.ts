import { session } from '../noise/principals';
import { OWN, type Step, type Story, story } from './story';

const read = { readOnly: true };
const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const WEAKER =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"cloudtrail:StopLogging","Resource":"arn:aws:cloudtrail:*:*:trail/none"}]}';

/** A job or a pod, whose credentials a token was exchanged for. */
function byToken(name: string, ip: string, provider: string) {
  const who = session(OWN, 'github-release', name, { ip, agent: 'aws-sdk-js/3.900.0 os/linux' });
  const federatedProvider = `arn:aws:iam::${OWN}:oidc-provider/${provider}`;
  const { sessionContext } = who.userIdentity;
  const context = { ...(sessionContext as object), webIdFederationData: { federatedProvider } };
  return { ...who, userIdentity: { ...who.userIdentity, sessionContext: context } };
}

const GITHUB = 'token.actions.githubusercontent.com';
const CLUSTER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const QUEUES: Step = ['sqs ListQueues', undefined, read];

function batches(...sizes: readonly number[]): readonly Step[] {
  return sizes.map((size, batch): Step => {
    const names = Array.from({ length: size }, (_, at) => `/shop/${batch}/password-${at}`);
    return ['ssm GetParameters', { names, withDecryption: true }, read];
  });
}

const moves = (destinationParentId: string): Step => [
  'organizations MoveAccount',
  { accountId: '222233334444', sourceParentId: 'ou-abcd-11111111', destinationParentId },
];

/** Defenses and containment that are undone, and credentials that leave jobs: by whom it serves, and the same by those whose work it is. */
export const UNDONE_DEFENSES: readonly Story[] = [
  story(
    'a user detaches its quarantine',
    ['user', ['iam DetachUserPolicy', { userName: 'reports', policyArn: QUARANTINE }]],
    ['person', ['iam DetachUserPolicy', { userName: 'reports', policyArn: QUARANTINE }]],
  ),
  story(
    'a role detaches the policy that denies it everything',
    ['role', ['iam DetachRolePolicy', { roleName: 'operations', policyArn: DENY_ALL }]],
    ['role', ['iam DetachRolePolicy', { roleName: 'operations', policyArn: READ_ONLY }]],
  ),
  story(
    'a role deletes the revocation of its sessions',
    ['role', ['iam DeleteRolePolicy', { roleName: 'operations', policyName: 'AWSRevokeOlderSessions' }]],
    ['person', ['iam DeleteRolePolicy', { roleName: 'operations', policyName: 'AWSRevokeOlderSessions' }]],
  ),
  story(
    'another role deletes the revocation by trailwatch',
    ['role', ['iam DeleteRolePolicy', { roleName: 'web', policyName: 'TrailwatchRevokeOlderSessions' }]],
    ['role', ['iam DeleteRolePolicy', { roleName: 'web', policyName: 'read-reports' }]],
  ),
  story(
    'a role replaces the revocation of its sessions',
    [
      'role',
      [
        'iam PutRolePolicy',
        { roleName: 'operations', policyName: 'AWSRevokeOlderSessions', policyDocument: '{}' },
      ],
    ],
    ['person', ['iam PutRolePolicy', { roleName: 'operations', policyName: 'AWSRevokeOlderSessions' }]],
  ),
  story(
    'a user leaves the group of the quarantine',
    ['user', ['iam RemoveUserFromGroup', { userName: 'reports', groupName: 'Quarantined' }]],
    ['user', ['iam RemoveUserFromGroup', { userName: 'reports', groupName: 'Reports' }]],
  ),
  story(
    'a user switches its other key on again',
    ['user', ['iam UpdateAccessKey', { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Active' }]],
    ['user', ['iam UpdateAccessKey', { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Inactive' }]],
  ),
  story(
    'a guardrail of the organization is emptied, and not of denials',
    ['role', ['organizations UpdatePolicy', { policyId: 'p-01234567', content: WEAKER }]],
    ['pipeline', ['organizations UpdatePolicy', { policyId: 'p-01234567', content: WEAKER }]],
  ),
  story(
    'an account is moved away from its guardrails',
    ['role', moves('ou-abcd-22222222')],
    ['pipeline', moves('ou-abcd-22222222')],
  ),
  story(
    'what is denied by leaving it out is allowed',
    ['user', ['organizations AttachPolicy', { policyId: 'p-FullAWSAccess', targetId: 'ou-abcd-11111111' }]],
    ['user', ['organizations AttachPolicy', { policyId: 'p-01234567', targetId: 'ou-abcd-11111111' }]],
  ),
  story(
    'the table of log files points elsewhere',
    ['role', ['glue UpdateTable', { databaseName: 'trailwatch', tableInput: { name: 'records' } }]],
    ['stack', ['glue UpdateTable', { databaseName: 'trailwatch', tableInput: { name: 'records' } }]],
  ),
  story(
    'the role of a service that detects is deleted',
    ['user', ['iam DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForAmazonGuardDuty' }]],
    ['user', ['iam DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForAutoScaling' }]],
  ),
  {
    title: 'credentials of a build job at two addresses',
    attack: [
      { who: byToken('run-1', '20.55.1.7', GITHUB), steps: [QUEUES] },
      { who: byToken('run-1', '192.0.2.66', GITHUB), steps: [QUEUES] },
    ],
    benign: [
      { who: byToken('run-1', '20.55.1.7', GITHUB), steps: [QUEUES] },
      { who: byToken('run-2', '20.99.8.8', GITHUB), steps: [QUEUES] },
    ],
  },
  {
    title: 'credentials of a pod at two addresses',
    attack: [
      { who: byToken('pod-1', '198.51.100.9', CLUSTER), steps: [QUEUES] },
      { who: byToken('pod-1', '192.0.2.66', CLUSTER), steps: [QUEUES] },
    ],
    benign: [
      { who: byToken('pod-1', '198.51.100.9', CLUSTER), steps: [QUEUES] },
      { who: byToken('pod-1', '10.0.4.7', CLUSTER), steps: [QUEUES] },
    ],
  },
  story(
    'credentials of a pod on a laptop',
    [{ ...byToken('pod-1', '192.0.2.66', CLUSTER), userAgent: 'aws-cli/2.31.18 os/macos#24.6.0' }, QUEUES],
    [byToken('pod-1', '198.51.100.9', CLUSTER), QUEUES],
  ),
  story(
    'secure parameters read in batches, the last with what is left',
    ['role', ...batches(10, 10, 2)],
    ['role', ...batches(10, 10)],
  ),
  story(
    'secure parameters read in many small batches',
    ['user', ...batches(5, 5, 5, 5, 5)],
    ['user', ...batches(5, 5, 5, 5)],
  ),
];
