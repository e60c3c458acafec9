import { flow, ref, text } from '../judges/references';
import { less, more, on, onByDefault } from '../judges/words';
import { DESCRIPTION, type Deciding, type InventoryEntry, TAGS } from '../model';

const KEY: Readonly<Record<string, Deciding>> = {
  Enabled: {
    ...{ area: 'encryption', says: 'state', judge: onByDefault },
    weaker: 'what the key encrypted cannot be read, and what uses it fails',
  },
  KeyPolicy: { area: 'access', says: 'key policy', judge: flow },
  PendingWindowInDays: {
    ...{ area: 'retention', says: 'waiting time before deletion', judge: more },
    weaker: 'there is less time to cancel a deletion of the key',
  },
};

/** Keys of evidence and alerts. */
export const KMS: Readonly<Record<string, InventoryEntry>> = {
  // "the update request fails, regardless of the value of the UpdateReplacePolicy attribute"
  'AWS::KMS::Key': {
    ...{ noun: 'key', roles: ['opens'], holds: 'key' },
    kinds: ['key', 'macKey'],
    fixed: { refusedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] },
    ...{ gone: 'weaker', goneWords: 'what the key encrypted cannot be read, and what uses it fails' },
    decides: {
      ...KEY,
      EnableKeyRotation: {
        ...{ area: 'encryption', says: 'rotation', judge: on },
        weaker: 'the key material stays the same',
      },
      RotationPeriodInDays: {
        ...{ area: 'encryption', says: 'rotation period', judge: less },
        weaker: 'the key material is used for longer',
      },
    },
    neutral: {
      Description: DESCRIPTION,
      Tags: TAGS,
      BypassPolicyLockoutSafetyCheck: 'only whether KMS checks the policy that it is given',
    },
    links: [],
  },
  'AWS::KMS::ReplicaKey': {
    ...{ noun: 'replica key', roles: ['opens'], holds: 'key' },
    kinds: ['key'],
    fixed: { replacedBy: ['PrimaryKeyArn'] },
    ...{ gone: 'weaker', goneWords: 'what the key encrypted in the Region cannot be read there' },
    decides: KEY,
    neutral: { Description: DESCRIPTION, Tags: TAGS },
    links: [{ path: 'PrimaryKeyArn', to: 'evidence', needs: [] }],
  },
  'AWS::KMS::Alias': {
    ...{ noun: 'alias', roles: ['opens'] },
    kinds: ['alias'],
    fixed: { replacedBy: ['AliasName'], name: 'AliasName' },
    ...{ gone: 'weaker', goneWords: 'what names the key by the alias fails' },
    decides: {
      AliasName: {
        area: 'encryption',
        says: 'name',
        judge: text,
        weaker: 'what names the key by the alias fails',
      },
      TargetKeyId: { area: 'encryption', says: 'key behind the alias', judge: ref },
    },
    neutral: {},
    links: [{ path: 'TargetKeyId', to: 'evidence', needs: [] }],
  },
};
