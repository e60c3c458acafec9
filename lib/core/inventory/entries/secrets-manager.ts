import { flow, ref, text } from '../judges/references';
import { DESCRIPTION, type InventoryEntry, RENAMED, TAGS } from '../model';

const UNSENT = 'alerts that are sent with it no longer arrive';
const UNROTATED = 'what is in the secret is replaced no longer, or by another function';

/** Secrets with which alerts are sent to other systems. What is in them is in no template, unless CloudFormation makes it. */
export const SECRETS_MANAGER: Readonly<Record<string, InventoryEntry>> = {
  'AWS::SecretsManager::Secret': {
    ...{ noun: 'secret', roles: ['tells'], kinds: ['secret', 'secretValue'] },
    fixed: { replacedBy: ['Name'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: UNSENT },
    decides: {
      SecretString: { area: 'pipeline', says: 'value', judge: text, weaker: UNSENT },
      GenerateSecretString: { area: 'pipeline', says: 'generated value', judge: text, weaker: UNSENT },
      KmsKeyId: { area: 'encryption', says: 'key', judge: ref },
      ReplicaRegions: { area: 'access', says: 'copies in other Regions', judge: text },
      Type: { area: 'pipeline', says: 'partner that manages it', judge: text },
    },
    neutral: { Name: RENAMED, Description: DESCRIPTION, Tags: TAGS },
    links: [{ path: 'KmsKeyId', to: 'evidence', needs: [] }],
  },
  'AWS::SecretsManager::ResourcePolicy': {
    ...{ noun: 'secret policy', roles: ['permits'], kinds: ['secret'] },
    fixed: { replacedBy: ['SecretId'] },
    ...{ gone: 'same', goneWords: 'what it permits is compared as access' },
    decides: {
      ResourcePolicy: { area: 'access', says: 'policy', judge: flow },
      BlockPublicPolicy: { area: 'access', says: 'refusal of public policies', judge: text },
    },
    neutral: { SecretId: 'what it permits is compared as access' },
    links: [{ path: 'SecretId', to: 'works-as', needs: [] }],
  },
  'AWS::SecretsManager::RotationSchedule': {
    ...{ noun: 'rotation of a secret', roles: ['tells'], kinds: ['secret', 'secretValue'] },
    fixed: { replacedBy: ['SecretId'] },
    ...{ gone: 'weaker', goneWords: UNROTATED },
    decides: {
      SecretId: { area: 'pipeline', says: 'secret', judge: ref, weaker: UNROTATED },
      RotationLambdaARN: { area: 'pipeline', says: 'function that rotates', judge: ref, weaker: UNROTATED },
      HostedRotationLambda: {
        area: 'pipeline',
        says: 'function that rotates',
        judge: text,
        weaker: UNROTATED,
      },
      RotationRules: { area: 'pipeline', says: 'schedule', judge: text, weaker: UNROTATED },
    },
    neutral: {
      RotateImmediatelyOnUpdate: 'whether it rotates at once, too',
      ExternalSecretRotationMetadata: 'how a partner rotates',
      ExternalSecretRotationRoleArn: 'how a partner rotates',
    },
    links: [{ path: 'SecretId', to: 'watches', needs: [] }],
  },
};
