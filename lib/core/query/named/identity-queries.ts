import {
  BY_TIME,
  ERRORS,
  EVENT_LIST,
  eventList,
  isOneOf,
  type NamedQuery,
  OUTCOME,
  type QueryParameter,
  succeeded,
} from '../named-query';

const KEY: QueryParameter = {
  name: 'key',
  type: 'text',
  about: 'the id of an access key',
  example: 'AKIAIOSFODNN7EXAMPLE',
};

const ROLE: QueryParameter = {
  name: 'role',
  type: 'text',
  about: 'the ARN of a role',
  example: 'arn:aws:iam::111122223333:role/Deploy',
};

const ACTOR: QueryParameter = {
  name: 'actor',
  type: 'text',
  about: 'an ARN, or a part of one, such as a name',
  example: 'mallory',
};

/** The condition for the events of an actor: its ARN, with the session, or that of its role. */
const isActor = (value: string) =>
  `(strpos(COALESCE(actor, ''), ${value}) > 0 OR strpos(COALESCE(identity_arn, ''), ${value}) > 0)`;

/** Keys, roles, sessions and people. */
export const IDENTITY_QUERIES: readonly NamedQuery[] = [
  {
    name: 'key-users',
    title: 'Who used an access key',
    about:
      'Principals, addresses and clients of a key. A stolen key is often used from a new address or client.',
    parameters: [KEY],
    sql: ({ param }) =>
      `SELECT identity_arn, source_ip_address, user_agent, count(*) AS calls, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE access_key_id = ${param('key')} GROUP BY 1, 2, 3 ORDER BY calls DESC, 1, 2, 3`,
  },
  {
    name: 'key-activity',
    title: 'What was done with an access key',
    about: 'Calls of a key by service and API, with errors.',
    parameters: [KEY],
    sql: ({ param }) =>
      `SELECT event_source, event_name, aws_region, count(*) AS calls, ${ERRORS}, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE access_key_id = ${param('key')} GROUP BY 1, 2, 3 ORDER BY first_time, 1, 2, 3`,
  },
  {
    name: 'keys-created',
    title: 'Access keys that were created',
    about: 'Each key with its user and its creator, who may use a key of another user later.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT event_time, actor, ${json('response_elements', 'accessKey', 'userName')} AS for_user, ${json('response_elements', 'accessKey', 'accessKeyId')} AS new_key, source_ip_address, recipient_account_id, event_id FROM events WHERE ${succeeded('iam', 'CreateAccessKey')} ${BY_TIME}`,
  },
  {
    name: 'actor-timeline',
    title: 'What an actor did',
    about: 'All events of a user, a role or a session, by time.',
    parameters: [ACTOR],
    sql: ({ param }) => `SELECT ${EVENT_LIST} FROM events WHERE ${isActor(param('actor'))} ${BY_TIME}`,
  },
  {
    name: 'actor-addresses',
    title: 'The addresses of an actor',
    about: 'Addresses and clients of a user, a role or a session, with the first and the last call.',
    parameters: [ACTOR],
    sql: ({ param }) =>
      `SELECT source_ip_address, user_agent, count(*) AS calls, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE ${isActor(param('actor'))} GROUP BY 1, 2 ORDER BY first_time, 1, 2`,
  },
  {
    name: 'actor-deletes',
    title: 'What an actor deleted',
    about: 'Calls that delete, terminate, remove, detach or disable, without those that failed.',
    parameters: [ACTOR],
    sql: ({ param, json }) =>
      `SELECT event_time, event_source, event_name, ${json('request_parameters', 'bucketName')} AS bucket_name, aws_region, recipient_account_id, event_id FROM events WHERE outcome = 'succeeded' AND (${['Delete', 'Terminate', 'Remove', 'Detach', 'Disable', 'Deregister', 'Purge'].map((verb) => `event_name LIKE '${verb}%'`).join(' OR ')}) AND ${isActor(param('actor'))} ${BY_TIME}`,
  },
  {
    name: 'role-sessions',
    title: 'Who assumed a role',
    about:
      'Calls of AssumeRole, AssumeRoleWithSAML and AssumeRoleWithWebIdentity for a role, with the key of the new session.',
    parameters: [ROLE],
    sql: ({ param, json }) =>
      `SELECT event_time, event_name, actor, ${json('request_parameters', 'roleSessionName')} AS session_name, ${json('response_elements', 'credentials', 'accessKeyId')} AS session_key, source_ip_address, ${OUTCOME}, event_id FROM events WHERE event_name LIKE 'AssumeRole%' AND ${json('request_parameters', 'roleArn')} = ${param('role')} ${BY_TIME}`,
  },
  {
    name: 'role-after-revocation',
    title: 'What old sessions of a role did after they were revoked',
    about:
      'Calls after a time by sessions that were issued before it. Calls without an error show that the revocation does not work.',
    parameters: [
      ROLE,
      {
        name: 'revoked',
        type: 'time',
        about: 'when the sessions were revoked',
        example: '2026-11-20T12:00:00Z',
      },
    ],
    sql: ({ param }) =>
      `SELECT event_time, event_name, identity_arn, access_key_id, session_created, source_ip_address, ${OUTCOME}, event_id FROM events WHERE issuer_arn = ${param('role')} AND session_created < ${param('revoked')} AND event_time >= ${param('revoked')} ${BY_TIME}`,
  },
  {
    name: 'sessions-revoked',
    title: 'Revocations of role sessions',
    about:
      'The console, and the response revokeSessions, revoke sessions with an inline policy of one of these names.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT event_time, actor, ${json('request_parameters', 'roleName')} AS role_name, recipient_account_id, ${OUTCOME}, event_id FROM events WHERE event_name = 'PutRolePolicy' AND ${json('request_parameters', 'policyName')} IN ('AWSRevokeOlderSessions', 'TrailwatchRevokeOlderSessions') ${BY_TIME}`,
  },
  {
    name: 'role-chains',
    title: 'Chains of assumed roles',
    about: 'A session of one role that assumed the next, found by the key of the session, across accounts.',
    parameters: [],
    sql: ({ json }) =>
      `WITH hops AS (SELECT event_time, event_id, actor, access_key_id, source_ip_address, ${json('request_parameters', 'roleArn')} AS role_arn, ${json('response_elements', 'credentials', 'accessKeyId')} AS session_key FROM events WHERE ${succeeded('sts', 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity')}) SELECT one.event_time AS first_time, one.actor AS started_by, one.role_arn AS first_role, two.event_time AS next_time, two.role_arn AS next_role, two.source_ip_address, two.event_id FROM hops one JOIN hops two ON two.access_key_id = one.session_key ORDER BY 1, 4, 7`,
  },
  {
    name: 'cross-account-roles',
    title: 'Roles that were assumed from other accounts',
    about: 'AssumeRole calls whose caller is of another account than the one that received the event.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT identity_account_id AS from_account, recipient_account_id AS to_account, ${json('request_parameters', 'roleArn')} AS role_arn, count(*) AS calls, ${ERRORS}, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE event_name LIKE 'AssumeRole%' AND identity_account_id <> recipient_account_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  },
  {
    name: 'cross-account-calls',
    title: 'Calls by principals of other accounts',
    about: 'By account, service and API.',
    parameters: [],
    sql: () =>
      `SELECT identity_account_id AS from_account, recipient_account_id AS to_account, event_source, event_name, count(*) AS calls, ${ERRORS} FROM events WHERE identity_account_id <> recipient_account_id GROUP BY 1, 2, 3, 4 ORDER BY calls DESC, 1, 2, 3, 4`,
  },
  {
    name: 'federated-sessions',
    title: 'Sessions from identity providers',
    about: 'AssumeRoleWithSAML and AssumeRoleWithWebIdentity, by role and provider.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT event_name, ${json('request_parameters', 'roleArn')} AS role_arn, identity_principal_id, count(*) AS calls, ${ERRORS}, max(event_time) AS last_time FROM events WHERE ${isOneOf('event_name', 'AssumeRoleWithSAML AssumeRoleWithWebIdentity')} GROUP BY 1, 2, 3 ORDER BY calls DESC, 1, 2, 3`,
  },
  {
    name: 'root-use',
    title: 'Use of the root user',
    about: 'Calls and sign-ins of the root user, without those that AWS services make on its behalf.',
    parameters: [],
    sql: () =>
      `SELECT event_time, event_name, event_source, source_ip_address, user_agent, recipient_account_id, ${OUTCOME}, event_id FROM events WHERE identity_type = 'Root' AND invoked_by IS NULL AND event_type <> 'AwsServiceEvent' ${BY_TIME}`,
  },
  eventList(
    {
      name: 'users-created',
      title: 'Users and passwords that were created',
      about: 'CreateUser, CreateLoginProfile, UpdateLoginProfile and ChangePassword.',
    },
    () => isOneOf('event_name', 'CreateUser CreateLoginProfile UpdateLoginProfile ChangePassword'),
    ({ json }) => [`${json('request_parameters', 'userName')} AS for_user`],
  ),
  eventList(
    {
      name: 'mfa-removed',
      title: 'MFA devices that were removed',
      about: 'DeactivateMFADevice and DeleteVirtualMFADevice.',
    },
    () => isOneOf('event_name', 'DeactivateMFADevice DeleteVirtualMFADevice'),
    ({ json }) => [`${json('request_parameters', 'userName')} AS for_user`],
  ),
  eventList(
    {
      name: 'administrators-made',
      title: 'Administrator policies that were attached',
      about: 'To users, groups and roles.',
    },
    ({ json }) =>
      `${isOneOf('event_name', 'AttachUserPolicy AttachGroupPolicy AttachRolePolicy')} AND ${json('request_parameters', 'policyArn')} LIKE '%:policy/AdministratorAccess'`,
    ({ json }) => [
      `COALESCE(${['userName', 'groupName', 'roleName'].map((key) => json('request_parameters', key)).join(', ')}) AS attached_to`,
    ],
  ),
];
