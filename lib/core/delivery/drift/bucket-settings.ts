import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { type Setting, singleSetting } from './setting';

/** The properties of a bucket that are compared, by CloudFormation's names. */
export const BUCKET_PROPERTIES = [
  'VersioningConfiguration',
  'ObjectLockConfiguration',
  'PublicAccessBlockConfiguration',
  'BucketEncryption',
] as const;

const PUBLIC_ACCESS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/**
 * The settings of a bucket from its properties, which are CloudFormation's or were read from S3 and have the same names.
 *
 * @param unknown the properties whose value was not known when they were written
 */
export function bucketSettings(properties: JsonObject, unknown: readonly string[] = []): readonly Setting[] {
  const { VersioningConfiguration, ObjectLockConfiguration, BucketEncryption } = properties;
  const blocked = objectOf(properties.PublicAccessBlockConfiguration);
  const settings = {
    VersioningConfiguration: singleSetting(
      'versioning',
      objectOf(VersioningConfiguration).Status ?? 'off',
      'PutBucketVersioning',
    ),
    ObjectLockConfiguration: singleSetting(
      'Object Lock',
      lockOf(objectOf(ObjectLockConfiguration)),
      'PutBucketObjectLockConfiguration',
    ),
    PublicAccessBlockConfiguration: singleSetting(
      'block of public access',
      PUBLIC_ACCESS.filter((name) => blocked[name] === true || blocked[name] === 'true').join(', '),
      'PutBucketPublicAccessBlock and DeleteBucketPublicAccessBlock',
    ),
    BucketEncryption: singleSetting(
      'default encryption',
      encryptionOf(objectOf(BucketEncryption)),
      'PutBucketEncryption and DeleteBucketEncryption',
    ),
  };
  return BUCKET_PROPERTIES.filter((name) => !unknown.includes(name)).map((name) => settings[name]);
}

/** MFA Delete, which no template can enable: the root user does. */
export function mfaDeleteSetting(isEnabled: boolean): Setting {
  return singleSetting('MFA Delete', isEnabled ? 'on' : 'off', 'PutBucketVersioning');
}

function lockOf({ Rule }: JsonObject): string | undefined {
  const { Mode, Days, Years } = objectOf(objectOf(Rule).DefaultRetention);
  if (Mode === undefined) return undefined;
  return `${String(Mode)} for ${Days === undefined ? `${String(Years)} years` : `${String(Days)} days`}`;
}

/** Without a rule, S3 encrypts with keys of its own. */
function encryptionOf({ ServerSideEncryptionConfiguration: rules }: JsonObject): string {
  const rule = objectOf(Array.isArray(rules) ? rules[0] : undefined);
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = objectOf(rule.ServerSideEncryptionByDefault);
  return KMSMasterKeyID === undefined
    ? String(SSEAlgorithm)
    : `${String(SSEAlgorithm)} with ${String(KMSMasterKeyID)}`;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
