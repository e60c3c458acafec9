import { flow, ref, text } from '../judges/references';
import { less, more, on, onByDefault } from '../judges/words';
import {
  AS_ACCESS,
  access,
  DESCRIPTION,
  type Deciding,
  encryption,
  type InventoryEntry,
  PERMITS,
  pipeline,
  RENAMED,
  retention,
  TAGS,
} from '../model';

const KEY: Readonly<Record<string, Deciding>> = {
  Enabled: encryption('state', onByDefault, {
    weaker: 'data encrypted with the key cannot be read, and resources that use it fail',
  }),
  KeyPolicy: access('key policy', flow),
  PendingWindowInDays: retention('waiting time before deletion', more, {
    weaker: 'there is less time to cancel a deletion of the key',
  }),
};

/** Keys of evidence and alerts. */
export const KMS: Readonly<Record<string, InventoryEntry>> = {
  // "the update request fails, regardless of the value of the UpdateReplacePolicy attribute"
  'AWS::KMS::Key': {
    ...{ noun: 'key', roles: ['opens'], holds: 'key' },
    kinds: ['key', 'macKey'],
    fixed: { refusedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] },
    defaults: { PendingWindowInDays: [30] },
    ...{
      gone: 'weaker',
      goneWords: 'data encrypted with the key cannot be read, and resources that use it fail',
    },
    decides: {
      ...KEY,
      EnableKeyRotation: encryption('rotation', on, { weaker: 'the key material stays the same' }),
      RotationPeriodInDays: encryption('rotation period', less, {
        weaker: 'the key material is used for longer',
      }),
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
    ...{ gone: 'weaker', goneWords: 'data encrypted with the key in the Region cannot be read there' },
    decides: KEY,
    neutral: { Description: DESCRIPTION, Tags: TAGS },
    links: [{ path: 'PrimaryKeyArn', to: 'watches', needs: [] }],
  },
  'AWS::KMS::Alias': {
    ...{ noun: 'alias', roles: ['opens'] },
    kinds: ['alias'],
    fixed: { replacedBy: ['AliasName'], name: 'AliasName' },
    ...{ gone: 'weaker', goneWords: 'resources that refer to the key by its alias fail' },
    decides: {
      AliasName: encryption('name', text, { weaker: 'resources that refer to the key by its alias fail' }),
      TargetKeyId: encryption('key behind the alias', ref),
    },
    neutral: {},
    links: [{ path: 'TargetKeyId', to: 'evidence', needs: [] }],
  },
};

const NAMED = 'policies and settings elsewhere that name it no longer match';

const attached = access('principals that have the policy', flow);

/** A policy that is a part of its principals. */
function policy(principals: InventoryEntry['decides']): InventoryEntry {
  return {
    ...{ noun: 'policy', roles: ['permits'] },
    kinds: ['role'],
    ...{ gone: 'changed', goneWords: 'its principals lose what it allows' },
    decides: { PolicyDocument: access('policy', flow), ...principals },
    neutral: { PolicyName: 'a name among the policies of its principals' },
    links: [],
  };
}

function policyOf(principal: string): InventoryEntry {
  return { ...policy({ [principal]: attached }), fixed: { replacedBy: ['PolicyName', principal] } };
}

/** Who works as what, and what it may do. Policies are compared by what they allow, and by the needs of the pipeline. */
export const IAM: Readonly<Record<string, InventoryEntry>> = {
  'AWS::IAM::Role': {
    ...{ noun: 'role', roles: ['permits'] },
    kinds: ['role', 'session', 'identityProvider'],
    fixed: { replacedBy: ['Path', 'RoleName'], name: 'RoleName' },
    ...{ gone: 'weaker', goneWords: 'functions and services that use the role fail' },
    decides: {
      RoleName: access('name', text, { weaker: NAMED }),
      Path: access('path', text, { weaker: NAMED }),
      AssumeRolePolicyDocument: access('trust policy', flow),
      Policies: access('inline policies', flow),
      ManagedPolicyArns: access('managed policies', flow),
      PermissionsBoundary: access('permissions boundary', flow),
      MaxSessionDuration: access('maximum session duration', less, {
        weaker: 'stolen credentials of the role work for longer',
      }),
    },
    neutral: { Description: DESCRIPTION, Tags: TAGS },
    links: [],
  },
  'AWS::IAM::Policy': policy({ Roles: attached, Users: attached, Groups: attached }),
  'AWS::IAM::RolePolicy': policyOf('RoleName'),
  'AWS::IAM::UserPolicy': policyOf('UserName'),
  'AWS::IAM::GroupPolicy': policyOf('GroupName'),
  'AWS::IAM::ManagedPolicy': {
    ...{ noun: 'managed policy', roles: ['permits'] },
    kinds: ['managedPolicy'],
    fixed: { replacedBy: ['ManagedPolicyName', 'Path', 'Description'], name: 'ManagedPolicyName' },
    ...{ gone: 'changed', goneWords: 'its principals lose what it allows' },
    decides: {
      ManagedPolicyName: access('name', text, { weaker: NAMED }),
      Path: access('path', text, { weaker: NAMED }),
      PolicyDocument: access('policy', flow),
      ...{ Roles: attached, Users: attached, Groups: attached },
    },
    neutral: { Description: DESCRIPTION },
    links: [],
  },
};

const UNSENT = 'alerts that are sent with it no longer arrive';

const UNROTATED = 'the secret is no longer rotated, or by another function';

/** Secrets with which alerts are sent to other systems. Their content is in no template, unless CloudFormation makes it. */
export const SECRETS_MANAGER: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SecretsManager::Secret': {
    ...{ noun: 'secret', roles: ['tells'], kinds: ['secret', 'secretValue'] },
    fixed: { replacedBy: ['Name'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: UNSENT },
    decides: {
      SecretString: pipeline('value', text, { weaker: UNSENT }),
      GenerateSecretString: pipeline('generated value', text, { weaker: UNSENT }),
      KmsKeyId: encryption('key', ref),
      ReplicaRegions: access('copies in other Regions', text),
      Type: pipeline('partner that manages it', text),
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION, Tags: TAGS },
    links: [{ path: 'KmsKeyId', to: 'evidence', needs: [] }],
  },
  'AWS::SecretsManager::ResourcePolicy': {
    ...{ noun: 'secret policy', kinds: ['secret'], ...PERMITS },
    fixed: { replacedBy: ['SecretId'] },
    decides: {
      ResourcePolicy: access('policy', flow),
      BlockPublicPolicy: access('refusal of public policies', text),
    },
    neutral: { SecretId: AS_ACCESS },
    links: [{ path: 'SecretId', to: 'works-as', needs: [] }],
  },
  'AWS::SecretsManager::RotationSchedule': {
    ...{ noun: 'rotation of a secret', roles: ['tells'], kinds: ['secret', 'secretValue'] },
    fixed: { replacedBy: ['SecretId'] },
    ...{ gone: 'weaker', goneWords: UNROTATED },
    decides: {
      SecretId: pipeline('secret', ref, { weaker: UNROTATED }),
      RotationLambdaARN: pipeline('function that rotates', ref, { weaker: UNROTATED }),
      HostedRotationLambda: pipeline('function that rotates', text, { weaker: UNROTATED }),
      RotationRules: pipeline('schedule', text, { weaker: UNROTATED }),
    },
    neutral: {
      RotateImmediatelyOnUpdate: 'whether it rotates at once, too',
      ExternalSecretRotationMetadata: 'how a partner rotates',
      ExternalSecretRotationRoleArn: 'how a partner rotates',
    },
    links: [{ path: 'SecretId', to: 'watches', needs: [] }],
  },
};
