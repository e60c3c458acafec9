import { ORIGIN } from '../fact/origin';
import { activityName, activityOf, byClass, CLASS_COLUMN, classOf, onlyIn } from './ocsf-classes';
import { factColumn } from './to-duckdb-events';

/** The version of the schema, and of the mapping. @see https://schema.ocsf.io/1.5.0/classes */
export const OCSF_VERSION = '1.5.0';

/** What several columns read, in the order in which they build on each other. */
const PARTS: Readonly<Record<string, string>> = {
  [CLASS_COLUMN]: classOf(),
  activity: activityOf(),
  ip: factColumn(ORIGIN.address),
  domain: "CASE WHEN ip IS NULL THEN nullif(source_ip_address, '') END",
  request: 'CAST(request_parameters AS VARCHAR)',
  request_uid: 'COALESCE(request_id, CASE WHEN request IS NOT NULL THEN event_id END)',
  response: 'CAST(response_elements AS VARCHAR)',
  own: texts('record', ['userIdentity.identityProvider', 'userIdentity.credentialId', 'eventTime']),
  idp_name: 'COALESCE(federated_provider, own[1])',
  asked: texts('request_parameters', [
    ...['userName', 'roleName', 'groupName', 'roleArn', 'roleSessionName', 'policyArn', 'policyName'],
  ]),
  answered: texts('response_elements', [
    ...['user.userName', 'role.roleName', 'group.groupName', 'user.userId', 'role.roleId', 'group.groupId'],
    ...['credentials.accessKeyId', 'assumedRoleUser.arn', 'assumedRoleUser.assumedRoleId'],
  ]),
  added: texts('additional_event_data', ['LoginTo', 'MFAUsed']),
  // Whom a change of an account names, and the id that AWS gave it. A change that names nobody is of the caller: of a password, say.
  changed_name: 'COALESCE(asked[1], asked[2], asked[3], answered[1], answered[2], answered[3])',
  changed_id:
    'COALESCE(answered[4], answered[5], answered[6], CASE WHEN changed_name IS NULL THEN identity_principal_id END)',
  listed: "TRY_CAST(json_extract(record, '$.resources') AS JSON[])",
};

/** A SELECT of the view `events` with what {@link OCSF_COLUMNS} read. */
export function withOcsfParts(events: string): string {
  return `SELECT *, ${Object.entries(PARTS)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ')} FROM ${events}`;
}

const RESOURCE = struct({
  uid: 'r[1]',
  type: 'r[2]',
  owner: `CASE WHEN r[3] IS NOT NULL THEN ${struct({ account: struct({ uid: 'r[3]' }) })} END`,
});
const RESOURCES = `list_filter(list_transform(listed, lambda r: ${texts('r', ['ARN', 'type', 'accountId'])}), lambda r: r[1] IS NOT NULL)`;

/** What OCSF calls observable, by the numbers of its types. */
const OBSERVABLES = `list_concat(list_filter([${[
  observable('actor.user.name', 'User Name', 4, 'actor_name'),
  observable('src_endpoint.ip', 'IP Address', 2, 'ip'),
  observable('src_endpoint.domain', 'Hostname', 1, 'domain'),
].join(
  ', ',
)}], lambda o: o.value IS NOT NULL), list_transform(${onlyIn('API Activity', 'resource_arns')}, lambda a: ${observable('resources[].uid', 'Resource UID', 10, 'a')}))`;

/**
 * The columns of OCSF, of the classes API Activity (6003), Authentication (3002) and Account Change (3001), each with its expression over
 * the columns of {@link withOcsfParts} in DuckDB. A column that a class does not have is NULL in its events.
 *
 * They follow the mapping that the OCSF project publishes for CloudTrail; docs/investigate/query.md says where they differ, and why. `raw_data` is the
 * whole record. An object is NULL where the record has not what the schema requires of it: a member that is required, or one of several.
 *
 * @see https://github.com/ocsf/examples/tree/main/mappings/markdown/AWS/v1.5.0/CloudTrail
 */
export const OCSF_COLUMNS: readonly (readonly [name: string, sql: string])[] = [
  ['activity_id', 'activity'],
  ['activity_name', activityName('activity', 'event_name')],
  ['category_uid', byClass(({ category }) => String(category.uid))],
  ['category_name', byClass(({ category }) => `'${category.name}'`)],
  ['class_uid', CLASS_COLUMN],
  ['class_name', byClass(({ name }) => `'${name}'`)],
  ['type_uid', `CAST(${CLASS_COLUMN} * 100 + activity AS BIGINT)`],
  [
    'type_name',
    `concat(${byClass(({ name }) => `'${name}'`)}, ': ', ${activityName('activity', "'Other'")})`,
  ],
  ['severity_id', '1'],
  ['severity', "'Informational'"],
  ['status_id', "CASE outcome WHEN 'succeeded' THEN 1 ELSE CASE WHEN outcome IS NULL THEN 0 ELSE 2 END END"],
  [
    'status',
    "CASE outcome WHEN 'succeeded' THEN 'Success' ELSE CASE WHEN outcome IS NULL THEN 'Unknown' ELSE 'Failure' END END",
  ],
  ['status_code', 'error_code'],
  ['status_detail', 'error_message'],
  // The schema requires a time. Nobody takes the first one for that of a call, and the text of the record is in `metadata`.
  ['time', 'COALESCE(epoch_ms(event_time), 0)'],
  ['time_dt', dateTime('event_time')],
  [
    'metadata',
    struct({
      version: `'${OCSF_VERSION}'`,
      uid: 'event_id',
      event_code: 'event_type',
      log_provider: "'CloudTrail'",
      original_time: 'own[3]',
      profiles: "['cloud', 'datetime']",
      product: struct({
        name: "'CloudTrail'",
        vendor_name: "'AWS'",
        version: 'event_version',
        feature: structWith(['event_category'], { name: 'event_category' }),
      }),
    }),
  ],
  [
    'cloud',
    struct({
      provider: "'AWS'",
      region: 'aws_region',
      account: structWith(['recipient_account_id'], { uid: 'recipient_account_id' }),
    }),
  ],
  [
    'api',
    struct({
      operation: 'event_name',
      version: 'api_version',
      service: structWith(['event_source'], { name: 'event_source' }),
      request: structWith(['request_uid'], { uid: 'request_uid', data: 'request' }),
      response: structWith(['error_code', 'error_message', 'response'], {
        error: 'error_code',
        message: 'error_message',
        data: 'response',
      }),
    }),
  ],
  [
    'actor',
    struct({
      user: struct({
        type: 'identity_type',
        name: 'actor_name',
        uid: "nullif(identity_arn, '')",
        uid_alt: "COALESCE(nullif(on_behalf_of_user_id, ''), nullif(identity_principal_id, ''))",
        account: structWith(['identity_account_id'], { uid: 'identity_account_id' }),
        credential_uid: "COALESCE(nullif(access_key_id, ''), own[2])",
      }),
      session: structWith(
        ['CAST(session_created AS VARCHAR)', 'issuer_arn', 'CAST(mfa_authenticated AS VARCHAR)'],
        {
          created_time: 'epoch_ms(session_created)',
          created_time_dt: dateTime('session_created'),
          issuer: 'issuer_arn',
          is_mfa: 'mfa_authenticated',
        },
      ),
      invoked_by: 'invoked_by',
      idp: structWith(['idp_name', 'on_behalf_of_identity_store_arn'], {
        name: 'idp_name',
        uid: 'on_behalf_of_identity_store_arn',
      }),
    }),
  ],
  [
    'src_endpoint',
    struct({
      ip: 'ip',
      domain: 'domain',
      uid: 'vpc_endpoint_id',
      owner: structWith(['vpc_endpoint_account_id'], { account: struct({ uid: 'vpc_endpoint_account_id' }) }),
      // One of these is required.
      name: "CASE WHEN COALESCE(ip, domain, vpc_endpoint_id) IS NULL THEN 'unknown' END",
    }),
  ],
  ['dst_endpoint', onlyIn('Authentication', structWith(['added[1]'], { svc_name: 'added[1]' }))],
  ['service', onlyIn('Authentication', struct({ name: 'event_source' }))],
  [
    'user',
    byClass(({ name }) => {
      if (name === 'Authentication')
        return struct({
          name: 'COALESCE(asked[5], actor_name)',
          uid: "COALESCE(asked[4], nullif(identity_arn, ''))",
          uid_alt: "nullif(identity_principal_id, '')",
        });
      if (name === 'Account Change')
        return struct({ name: 'COALESCE(changed_name, actor_name)', uid: 'changed_id', uid_alt: 'NULL' });
      return 'NULL';
    }),
  ],
  [
    'session',
    onlyIn(
      'Authentication',
      structWith(['answered[7]', 'answered[8]', 'answered[9]'], {
        credential_uid: 'answered[7]',
        uid: 'answered[8]',
        uid_alt: 'answered[9]',
      }),
    ),
  ],
  ['is_mfa', onlyIn('Authentication', "CASE added[2] WHEN 'Yes' THEN true WHEN 'No' THEN false END")],
  [
    'policy',
    onlyIn('Account Change', structWith(['asked[6]', 'asked[7]'], { uid: 'asked[6]', name: 'asked[7]' })),
  ],
  ['http_request', structWith(['user_agent'], { user_agent: 'user_agent' })],
  ['resources', onlyIn('API Activity', `list_transform(${RESOURCES}, lambda r: ${RESOURCE})`)],
  ['observables', OBSERVABLES],
  // The classes have no attribute for TLS.
  [
    'unmapped',
    structWith(['tls_version', 'tls_cipher_suite', 'tls_host_header'], {
      tls: struct({
        version: "regexp_replace(tls_version, '^TLSv', '')",
        cipher: 'tls_cipher_suite',
        sni: 'tls_host_header',
      }),
    }),
  ],
  ['raw_data', 'CAST(record AS VARCHAR)'],
];

/** A list of texts at paths of a JSON column, each NULL where there is none. */
function texts(column: string, paths: readonly string[]): string {
  return `list_transform(json_extract_string(${column}, [${paths.map((path) => `'$.${path}'`).join(', ')}]), lambda t: nullif(t, ''))`;
}

/** A time as the profile `datetime` has it. */
function dateTime(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

function observable(name: string, type: string, typeId: number, value: string): string {
  return struct({ name: `'${name}'`, type: `'${type}'`, type_id: String(typeId), value });
}

function struct(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, sql]) => `'${name}': ${sql}`)
    .join(', ')}}`;
}

/** A struct, or NULL where all of the texts are NULL. */
function structWith(texts: readonly string[], members: Readonly<Record<string, string>>): string {
  return `CASE WHEN COALESCE(${texts.join(', ')}) IS NOT NULL THEN ${struct(members)} END`;
}
