import { type CallsOnKind, on, type ToldByName, toCalls } from './call';

const RCP = { on: 'resource', rcp: true } as const;
const BY_ARN: ToldByName = { named: [{ field: 'resources.ARN', forms: ['{}'] }] };
const USE = 'uses a key, which its policy decides';
const RESTORES = 'keeps a key that was to be deleted';

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
        // who may create a grant may let any principal decrypt
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
