import { requestOf, textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import { awsCommand, FLAG } from '../shell-command';
import { type Containment, type LastingKind, type Names, named } from './lasting-kind';

/** The name of the policy that stops an identity, and its text. */
const QUARANTINE = 'trailwatch-quarantine';
const DENY_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

/** Stops all that a user or a role does, and leaves it as it is. */
export function quarantine(kind: 'user' | 'role', name: string | undefined): Containment {
  const who = [`--${kind}-name`, name] as const;
  return {
    command: awsCommand(
      `iam put-${kind}-policy`,
      who,
      ['--policy-name', QUARANTINE],
      ['--policy-document', DENY_ALL],
    ),
    breaks: `every call of the ${kind}, whoever makes it`,
    undo: awsCommand(`iam delete-${kind}-policy`, who, ['--policy-name', QUARANTINE]),
  };
}

/** Stops the use of a key. */
export function disableKey(key: string | undefined, user: string | undefined): Containment {
  const options = [
    ['--user-name', user],
    ['--access-key-id', key],
  ] as const;
  return {
    command: awsCommand('iam update-access-key', ...options, ['--status', 'Inactive']),
    breaks: 'whatever else is signed with the key',
    undo: awsCommand('iam update-access-key', ...options, ['--status', 'Active']),
  };
}

function madeKey(record: CloudTrailRecord): readonly Names[] {
  const key = textAt(record, 'responseElements', 'accessKey', 'accessKeyId');
  const owner =
    textAt(record, 'responseElements', 'accessKey', 'userName') ?? textAt(requestOf(record), 'userName');
  if (key === undefined) return [];
  return [{ parts: [key], ...(owner === undefined ? {} : { owner }) }];
}

function keyWithStatus(status: string) {
  return (record: CloudTrailRecord): readonly Names[] =>
    textAt(requestOf(record), 'status') === status ? named('accessKeyId')(record) : [];
}

/** A managed or an inline policy of a user, a role or a group. */
function policiesOf(kind: 'User' | 'Role' | 'Group'): readonly LastingKind[] {
  const holder = kind.toLowerCase();
  const name = `${holder}Name`;
  const option = `--${holder}-name`;
  return [
    {
      name: `policy attached to a ${holder}`,
      ...{ service: 'iam', phase: 'way back' },
      made: { [`Attach${kind}Policy`]: named(name, 'policyArn') },
      ended: { [`Detach${kind}Policy`]: named(name, 'policyArn') },
      contain: ({ parts: [who, policy] }) => ({
        command: awsCommand(`iam detach-${holder}-policy`, [option, who], ['--policy-arn', policy]),
        breaks: `what the ${holder} may do by this policy`,
        undo: awsCommand(`iam attach-${holder}-policy`, [option, who], ['--policy-arn', policy]),
      }),
    },
    {
      name: `inline policy of a ${holder}`,
      ...{ service: 'iam', phase: 'way back' },
      made: { [`Put${kind}Policy`]: named(name, 'policyName') },
      ended: { [`Delete${kind}Policy`]: named(name, 'policyName') },
      contain: ({ parts: [who, policy] }) => {
        const options = [[option, who] as const, ['--policy-name', policy] as const];
        return {
          command: awsCommand(`iam delete-${holder}-policy`, ...options),
          breaks: `what the ${holder} may do by this policy`,
          undo: `save it first with ${awsCommand(`iam get-${holder}-policy`, ...options)} and put it back with put-${holder}-policy`,
        };
      },
    },
  ];
}

function provider(call: string, member: string, command: string): LastingKind {
  const option = `--${command}-arn`;
  return {
    name: 'identity provider',
    ...{ service: 'iam', phase: 'way back' },
    made: {
      [`Create${call}`]: (record) => {
        const arn = textAt(record, 'responseElements', member);
        return arn === undefined ? [] : [{ parts: [arn] }];
      },
    },
    ended: { [`Delete${call}`]: named(member) },
    contain: ({ parts: [arn] }) => ({
      command: awsCommand(`iam delete-${command}`, [option, arn]),
      breaks: 'every sign-in through the provider',
      undo: `save it first with ${awsCommand(`iam get-${command}`, [option, arn])} and create it again`,
    }),
  };
}

const USER = named('userName');

/** What gives access to an account. */
export const ACCESS_KINDS: readonly LastingKind[] = [
  {
    name: 'access key',
    ...{ service: 'iam', phase: 'way back' },
    made: { CreateAccessKey: madeKey, UpdateAccessKey: keyWithStatus('Active') },
    ended: { DeleteAccessKey: named('accessKeyId'), UpdateAccessKey: keyWithStatus('Inactive') },
    contain: ({ parts: [key], owner }) => disableKey(key, owner),
  },
  {
    name: 'console password',
    ...{ service: 'iam', phase: 'way back' },
    made: { CreateLoginProfile: USER, UpdateLoginProfile: USER },
    ended: { DeleteLoginProfile: USER },
    contain: ({ parts: [user] }) => ({
      command: awsCommand('iam delete-login-profile', ['--user-name', user]),
      breaks: 'sign-ins of the user with a password; sessions that have begun go on',
      undo: awsCommand(
        'iam create-login-profile',
        ['--user-name', user],
        ['--password', undefined, 'NEW_PASSWORD'],
        ['--password-reset-required', FLAG],
      ),
    }),
  },
  {
    name: 'user',
    ...{ service: 'iam', phase: 'way back' },
    made: { CreateUser: USER },
    ended: { DeleteUser: USER },
    contain: ({ parts: [user] }) => quarantine('user', user),
  },
  {
    name: 'role',
    ...{ service: 'iam', phase: 'way back' },
    made: { CreateRole: named('roleName') },
    ended: { DeleteRole: named('roleName') },
    contain: ({ parts: [role] }) => quarantine('role', role),
  },
  {
    name: 'trust policy of a role',
    ...{ service: 'iam', phase: 'way back' },
    made: { UpdateAssumeRolePolicy: named('roleName') },
    ended: { DeleteRole: named('roleName') },
    contain: ({ parts: [role] }) => ({
      command: awsCommand(
        'iam update-assume-role-policy',
        ['--role-name', role],
        ['--policy-document', undefined, 'file://TRUST_POLICY_BEFORE.json'],
      ),
      breaks: 'who may take the role only since the change',
      undo: `save it first with ${awsCommand('iam get-role', ['--role-name', role])} and update it again`,
    }),
  },
  {
    name: 'membership of a group',
    ...{ service: 'iam', phase: 'way back' },
    made: { AddUserToGroup: named('groupName', 'userName') },
    ended: { RemoveUserFromGroup: named('groupName', 'userName') },
    contain: ({ parts: [group, user] }) => ({
      command: awsCommand('iam remove-user-from-group', ['--group-name', group], ['--user-name', user]),
      breaks: 'what the user may do as a member of the group',
      undo: awsCommand('iam add-user-to-group', ['--group-name', group], ['--user-name', user]),
    }),
  },
  ...policiesOf('User'),
  ...policiesOf('Role'),
  ...policiesOf('Group'),
  provider('SAMLProvider', 'sAMLProviderArn', 'saml-provider'),
  provider('OpenIDConnectProvider', 'openIDConnectProviderArn', 'open-id-connect-provider'),
];
