/** The version of the schema. @see https://schema.ocsf.io/1.3.0/classes/api_activity */
export const OCSF_VERSION = '1.3.0';

const CLASS_UID = 6003;

/** What a call does, derived from its verb; without a known verb it is `Other`, or `Read` if the record is read-only. */
const ACTIVITIES: readonly (readonly [id: number, name: string, verbs: readonly string[]])[] = [
  [1, 'Create', ['Create', 'Run', 'Allocate', 'Register', 'Issue', 'Generate', 'Import', 'Request', 'Copy']],
  [2, 'Read', ['Get', 'List', 'Describe', 'Head', 'Lookup', 'Search', 'Select', 'Scan', 'Query', 'BatchGet']],
  [3, 'Update', ['Update', 'Put', 'Modify', 'Set', 'Attach', 'Add', 'Enable', 'Change', 'Tag', 'Associate']],
  [
    4,
    'Delete',
    ['Delete', 'Terminate', 'Remove', 'Detach', 'Disable', 'Deregister', 'Purge', 'Untag', 'Revoke'],
  ],
];
const OTHER = { id: 99, name: 'Other' };

/**
 * The columns of OCSF's class API Activity (6003), each with its expression over the columns of the view `events` in DuckDB.
 * `raw_data` is the whole record. An object is NULL where the record has not what the schema requires of it: a member that is
 * required, or one of several.
 */
export const OCSF_COLUMNS: readonly (readonly [name: string, sql: string])[] = [
  ['activity_id', activity(([id]) => String(id), String(OTHER.id))],
  ['activity_name', activity(([, name]) => `'${name}'`, `'${OTHER.name}'`)],
  ['category_uid', '6'],
  ['category_name', "'Application Activity'"],
  ['class_uid', String(CLASS_UID)],
  ['class_name', "'API Activity'"],
  ['type_uid', `CAST(${CLASS_UID} * 100 + ${activity(([id]) => String(id), String(OTHER.id))} AS BIGINT)`],
  ['type_name', `concat('API Activity: ', ${activity(([, name]) => `'${name}'`, `'${OTHER.name}'`)})`],
  ['severity_id', '1'],
  ['severity', "'Informational'"],
  ['status_id', "CASE outcome WHEN 'succeeded' THEN 1 ELSE CASE WHEN outcome IS NULL THEN 0 ELSE 2 END END"],
  [
    'status',
    "CASE outcome WHEN 'succeeded' THEN 'Success' ELSE CASE WHEN outcome IS NULL THEN 'Unknown' ELSE 'Failure' END END",
  ],
  ['status_code', 'error_code'],
  ['status_detail', 'error_message'],
  ['time', 'epoch_ms(event_time)'],
  [
    'metadata',
    struct({
      version: `'${OCSF_VERSION}'`,
      uid: 'event_id',
      event_code: 'event_type',
      log_provider: "'CloudTrail'",
      profiles: "['cloud']",
      product: struct({ name: "'CloudTrail'", vendor_name: "'AWS'", version: 'event_version' }),
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
      service: struct({ name: 'event_source' }),
      request: structWith(['request_id'], { uid: 'request_id' }),
      response: struct({ error: 'error_code', message: 'error_message' }),
    }),
  ],
  [
    'actor',
    struct({
      user: structWith(['user_name', 'issuer_user_name', 'identity_principal_id', 'identity_account_id'], {
        type: 'identity_type',
        name: 'actor_name',
        uid: 'identity_principal_id',
        uid_alt: 'identity_arn',
        account: structWith(['identity_account_id'], { uid: 'identity_account_id' }),
        credential_uid: 'access_key_id',
      }),
      session: struct({
        created_time: 'epoch_ms(session_created)',
        issuer: 'issuer_arn',
        is_mfa: 'mfa_authenticated',
      }),
      invoked_by: 'invoked_by',
      idp: structWith(['federated_provider'], { name: 'federated_provider' }),
    }),
  ],
  [
    'src_endpoint',
    struct({
      ip: `CASE WHEN ${isAddress('source_ip_address')} THEN source_ip_address END`,
      svc_name: `CASE WHEN NOT ${isAddress('source_ip_address')} THEN source_ip_address END`,
      interface_uid: 'vpc_endpoint_id',
    }),
  ],
  ['http_request', struct({ user_agent: 'user_agent' })],
  // The class has no attribute for TLS.
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
  ['resources', `list_transform(resource_arns, lambda arn: ${struct({ uid: 'arn' })})`],
  ['raw_data', 'CAST(record AS VARCHAR)'],
];

function activity(of: (row: (typeof ACTIVITIES)[number]) => string, other: string): string {
  const cases = ACTIVITIES.map((row) => {
    const [, , verbs] = row;
    return `WHEN regexp_matches(event_name, '^(${verbs.join('|')})([A-Z]|$)') THEN ${of(row)}`;
  });
  const read = ACTIVITIES.find(([, name]) => name === 'Read');
  const readOnly = read === undefined ? '' : `WHEN read_only THEN ${of(read)}`;
  return `CASE ${cases.join(' ')} ${readOnly} ELSE ${other} END`;
}

function isAddress(column: string): string {
  return `regexp_full_match(${column}, '[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*')`;
}

function struct(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, sql]) => `'${name}': ${sql}`)
    .join(', ')}}`;
}

/** A struct, or NULL where all of the columns are NULL. */
function structWith(columns: readonly string[], members: Readonly<Record<string, string>>): string {
  return `CASE WHEN COALESCE(${columns.join(', ')}) IS NOT NULL THEN ${struct(members)} END`;
}
