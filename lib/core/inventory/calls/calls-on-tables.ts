import { type CallsOnKind, on, PERMISSION, type ToldByName, toCalls } from './call';

const RCP = { on: 'resource', rcp: true } as const;
const READ = 'a claim contains only the key of an alert and a time; reading it loses no alert';

/**
 * Calls on tables, and on the claims of alerts in them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 */
export const CALLS_ON_TABLES = {
  table: toCalls({
    prefix: 'dynamodb',
    deny: RCP,
    groups: [
      {
        names: `DeleteTable UpdateTable UpdateTimeToLive UpdateContinuousBackups UpdateTableReplicaAutoScaling
          EnableKinesisStreamingDestination UpdateKinesisStreamingDestination`,
        also: { delete: 'DeleteTable' },
        only: { redirect: 'EnableKinesisStreamingDestination UpdateKinesisStreamingDestination' },
        tell: on('tableName', '{}', '*/{}'),
      },
      {
        names: 'PutResourcePolicy DeleteResourcePolicy TagResource UntagResource',
        tell: on('resourceArn', '*/{}'),
      },
      { names: 'UpdateGlobalTable UpdateGlobalTableSettings', tell: on('globalTableName', '{}') },
      {
        names:
          'CreateTableReplica DeleteTableReplica UpdateGlobalTableVersion AssociateTableReplica ReplicateSettings',
        tell: { why: `${PERMISSION}: UpdateTable is the call` },
      },
    ],
  }),
  claim: toCalls({
    prefix: 'dynamodb',
    by: ['deployment', 'functions', 'services'],
    deny: RCP,
    groups: [
      {
        names: 'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLInsert',
        does: ['write'],
        also: { delete: 'BatchWriteItem' },
        only: { delete: 'DeleteItem' },
        tell: { named: [{ field: 'resources.ARN', forms: ['*/{}'] }], isData: true },
      },
      {
        names: 'PartiQLUpdate PartiQLDelete',
        does: ['write'],
        only: { delete: 'PartiQLDelete' },
        tell: { why: `${PERMISSION}: ExecuteStatement is the call` },
      },
      { names: 'WriteDataForReplication', does: ['write'], tell: { why: PERMISSION } },
      {
        names: 'BatchGetItem GetItem Query Scan',
        does: ['read'],
        by: ['functions'],
        deny: { why: READ },
        tell: { why: READ },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const BY_ARN: ToldByName = { named: [{ field: 'resources.ARN', forms: ['{}'] }] };

const USE = 'uses a key; the key policy controls this';

const RESTORES = 'cancels the deletion of a key';

/** Calls on keys and their aliases. */
export const CALLS_ON_KEYS = {
  key: toCalls({
    prefix: 'kms',
    deny: RCP,
    checked: 'CancelKeyDeletion DisableKey EnableKey PutKeyPolicy ScheduleKeyDeletion',
    groups: [
      {
        names: `DisableKey ScheduleKeyDeletion DeleteImportedKeyMaterial PutKeyPolicy CreateGrant DisableKeyRotation
          UpdatePrimaryRegion ReplicateKey EnableKey RevokeGrant ImportKeyMaterial TagResource UntagResource`,
        also: { delete: 'ScheduleKeyDeletion DeleteImportedKeyMaterial', redirect: 'PutKeyPolicy' },
        // principals that may create a grant can let any principal decrypt
        only: { decrypt: 'CreateGrant' },
        tell: BY_ARN,
      },
      { names: 'CancelKeyDeletion', does: [], deny: { why: RESTORES }, tell: { why: RESTORES } },
      {
        names: 'Encrypt GenerateDataKey ReEncryptTo Sign',
        does: ['write'],
        by: ['functions', 'services'],
        deny: { why: USE },
        tell: { why: USE },
      },
      {
        names: 'Decrypt ReEncryptFrom',
        does: ['decrypt'],
        by: ['functions', 'readers', 'services'],
        deny: { why: USE },
        tell: { why: USE },
      },
    ],
  }),
  macKey: toCalls({
    prefix: 'kms',
    by: ['deployment', 'functions'],
    deny: RCP,
    groups: [{ names: 'GenerateMac', does: ['write'], tell: BY_ARN }],
  }),
  alias: toCalls({
    prefix: 'kms',
    groups: [{ names: 'DeleteAlias UpdateAlias', tell: on('aliasName', '{}') }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
