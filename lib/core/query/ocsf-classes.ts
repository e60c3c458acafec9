import { textLiteral } from '../compile/sql/sql-literal';

/** What a call of a class does, and the names of the calls that do it. */
interface OcsfActivity {
  readonly id: number;
  readonly name: string;
  /** A regular expression that fits the whole name of the call. */
  readonly calls: string;
}

/** A class of OCSF. */
interface OcsfClass {
  readonly uid: number;
  readonly name: string;
  readonly category: { readonly uid: number; readonly name: string };
  /** The calls of the class, and the services that have calls of these names; without them, it has all other calls. */
  readonly calls?: { readonly sources: readonly string[]; readonly names: readonly string[] };
  /** The first that fits; a call that none fits is `Other`, which has the name of the call. */
  readonly activities: readonly OcsfActivity[];
}

const OTHER_ACTIVITY = 99;

const IDENTITY = { uid: 3, name: 'Identity & Access Management' };

/** A word of a call's name, and not the beginning of a longer one. */
const verbs = (...words: readonly string[]) => `(?:${words.join('|')})(?:[A-Z].*)?`;

const AUTHENTICATION: OcsfClass = {
  ...{ uid: 3002, name: 'Authentication', category: IDENTITY },
  calls: {
    sources: ['signin.amazonaws.com', 'sts.amazonaws.com'],
    names: [
      ...['ConsoleLogin', 'ExternalIdPDirectoryLogin', 'CheckMfa', 'CredentialChallenge'],
      ...['CredentialVerification', 'UserAuthentication'],
      ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
    ],
  },
  activities: [
    {
      ...{ id: 1, name: 'Logon' },
      calls: 'ConsoleLogin|ExternalIdPDirectoryLogin|UserAuthentication|AssumeRole.*',
    },
  ],
};

/** Names of calls, each made of a verb and what follows it. */
function named(verb: string, things: string): readonly string[] {
  return things.split(' ').map((thing) => `${verb}${thing}`);
}

const ACCOUNT_CHANGE: OcsfClass = {
  ...{ uid: 3001, name: 'Account Change', category: IDENTITY },
  calls: {
    sources: [
      ...['iam.amazonaws.com', 'signin.amazonaws.com', 'account.amazonaws.com'],
      ...['identitystore.amazonaws.com', 'sso-directory.amazonaws.com'],
    ],
    names: [
      ...named('Add', 'RoleToInstanceProfile UserToGroup'),
      ...named('Attach', 'GroupPolicy RolePolicy UserPolicy'),
      ...named('Create', 'AccessKey AccountAlias Group InstanceProfile LoginProfile Role'),
      ...named('Create', 'ServiceLinkedRole User VirtualMFADevice'),
      ...named('Delete', 'AccessKey AccountAlias AccountPasswordPolicy Group GroupPolicy InstanceProfile'),
      ...named(
        'Delete',
        'LoginProfile Policy Role RolePermissionsBoundary RolePolicy ServiceLinkedRole User',
      ),
      ...named('Delete', 'UserPermissionsBoundary UserPolicy VirtualMFADevice'),
      ...named('Detach', 'GroupPolicy RolePolicy UserPolicy'),
      ...named('Put', 'GroupPolicy RolePermissionsBoundary RolePolicy UserPermissionsBoundary UserPolicy'),
      ...named('Remove', 'RoleFromInstanceProfile UserFromGroup'),
      ...['TagInstanceProfile', 'TagRole', 'TagUser', 'UntagInstanceProfile', 'UntagRole', 'UntagUser'],
      ...named('Update', 'AccessKey AccountEmailAddress AccountName AccountPasswordPolicy AssumeRolePolicy'),
      ...named('Update', 'Group LoginProfile Role RoleDescription User'),
      ...['ChangePassword', 'DeactivateMFADevice', 'EnableMFADevice', 'ResyncMFADevice'],
      ...['RequestSmsMfaRegistration', 'FinalizeSmsMfaRegistration'],
      ...['AccountNameUpdated', 'EmailUpdated', 'PasswordUpdated'],
    ],
  },
  activities: [
    { id: 10, name: 'MFA Factor Enable', calls: 'EnableMFADevice' },
    { id: 11, name: 'MFA Factor Disable', calls: 'DeactivateMFADevice' },
    { id: 3, name: 'Password Change', calls: 'ChangePassword|PasswordUpdated' },
    { id: 7, name: 'Attach Policy', calls: 'AddUserToGroup|(?:Attach|Put).*' },
    { id: 8, name: 'Detach Policy', calls: '(?:Detach|Remove).*' },
    // Not of a user, a role or a group.
    { id: OTHER_ACTIVITY, name: 'Other', calls: 'Delete(?:Account|ServiceLinked).*' },
    { id: 1, name: 'Create', calls: 'Create.*' },
    { id: 6, name: 'Delete', calls: 'Delete.*' },
  ],
};

const API_ACTIVITY: OcsfClass = {
  ...{ uid: 6003, name: 'API Activity', category: { uid: 6, name: 'Application Activity' } },
  activities: [
    {
      ...{ id: 1, name: 'Create' },
      calls: verbs(
        ...['Create', 'Run', 'Allocate', 'Register', 'Issue', 'Generate', 'Import', 'Request', 'Copy'],
      ),
    },
    {
      ...{ id: 2, name: 'Read' },
      calls: verbs(
        ...['Get', 'List', 'Describe', 'Head', 'Lookup', 'Search', 'Select', 'Scan', 'Query', 'BatchGet'],
      ),
    },
    {
      ...{ id: 3, name: 'Update' },
      calls: verbs(
        ...['Update', 'Put', 'Modify', 'Set', 'Attach', 'Add', 'Enable', 'Change', 'Tag', 'Associate'],
      ),
    },
    {
      ...{ id: 4, name: 'Delete' },
      calls: verbs(
        ...['Delete', 'Terminate', 'Remove', 'Detach', 'Disable', 'Deregister', 'Purge', 'Untag', 'Revoke'],
      ),
    },
  ],
};

/**
 * The classes that CloudTrail's records are events of, in the order in which they are tried; the last one takes every call.
 *
 * Which calls are in the first two is what the OCSF project publishes for CloudTrail, and CreateGroup, which it lacks beside UpdateGroup and
 * DeleteGroup. Other services have calls of the same names, such as CreateUser of Amazon ElastiCache: these are API Activity.
 *
 * @see https://github.com/ocsf/examples/tree/main/mappings/markdown/AWS/v1.5.0/CloudTrail
 */
const OCSF_CLASSES: readonly OcsfClass[] = [AUTHENTICATION, ACCOUNT_CHANGE, API_ACTIVITY];

/** The column of the class that a record is of, for the expressions below. */
export const CLASS_COLUMN = 'ocsf_class';

/** An expression over the view `events`: the number of the class that a record is of. */
export function classOf(): string {
  const cases = OCSF_CLASSES.map(({ calls, uid }) => {
    if (calls === undefined) return `ELSE ${uid}`;
    return `WHEN event_source IN (${list(calls.sources)}) AND event_name IN (${list(calls.names)}) THEN ${uid}`;
  });
  return `CASE ${cases.join(' ')} END`;
}

/** The value of the class of a record. */
export function byClass(toSql: (of: OcsfClass) => string): string {
  const cases = OCSF_CLASSES.map((of) => `WHEN ${of.uid} THEN ${toSql(of)}`);
  return `CASE ${CLASS_COLUMN} ${cases.join(' ')} END`;
}

/** The value in events of one class, and NULL in others. */
export function onlyIn(name: 'API Activity' | 'Authentication' | 'Account Change', value: string): string {
  const uid = OCSF_CLASSES.find((of) => of.name === name)?.uid;
  return `CASE WHEN ${CLASS_COLUMN} = ${uid} THEN ${value} END`;
}

/** The number of what a call does: 99, `Other`, where the schema has no activity for it. */
export function activityOf(): string {
  return byClass(({ activities }) => {
    const cases = activities.map(
      ({ id, calls }) => `WHEN regexp_full_match(event_name, ${textLiteral(calls)}) THEN ${id}`,
    );
    const read = activities.find(({ name }) => name === 'Read');
    if (read !== undefined) cases.push(`WHEN read_only THEN ${read.id}`);
    return `CASE ${cases.join(' ')} ELSE ${OTHER_ACTIVITY} END`;
  });
}

/** The name of an activity by its number; the value for others is of those that the schema has no name for. */
export function activityName(activity: string, other: string): string {
  return byClass(({ activities }) => {
    const cases = activities
      .filter(({ id }) => id !== OTHER_ACTIVITY)
      .map(({ id, name }) => `WHEN ${id} THEN '${name}'`);
    return `CASE ${activity} ${cases.join(' ')} ELSE ${other} END`;
  });
}

function list(texts: readonly string[]): string {
  return texts.map(textLiteral).join(', ');
}
