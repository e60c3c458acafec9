import type { Json, JsonObject } from '../../json/json-value';
import { listSetting, type Setting, singleSetting } from './setting';
import { isOn, objectOf, objectsOf } from './trail-settings';

/** The properties of a bucket that are compared, by CloudFormation's names. */
export const BUCKET_PROPERTIES = [
  'VersioningConfiguration',
  'ObjectLockConfiguration',
  'PublicAccessBlockConfiguration',
  'BucketEncryption',
  'OwnershipControls',
  'LifecycleConfiguration',
  'ReplicationConfiguration',
] as const;

const PUBLIC_ACCESS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/**
 * The settings of a bucket from its properties, which are CloudFormation's or were read from S3 and have the same names.
 *
 * @param unknown the properties whose value was not known when they were written
 */
export function bucketSettings(properties: JsonObject, unknown: readonly string[] = []): readonly Setting[] {
  const { VersioningConfiguration, ObjectLockConfiguration, BucketEncryption } = properties;
  const { OwnershipControls, LifecycleConfiguration, ReplicationConfiguration } = properties;
  const blocked = objectOf(properties.PublicAccessBlockConfiguration);
  const settings: Readonly<Record<(typeof BUCKET_PROPERTIES)[number], Setting | readonly Setting[]>> = {
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
      PUBLIC_ACCESS.filter((name) => isOn(blocked[name])).join(', '),
      'PutBucketPublicAccessBlock and DeleteBucketPublicAccessBlock',
    ),
    BucketEncryption: encryptionSettings(objectOf(BucketEncryption)),
    OwnershipControls: ownershipSettings(objectOf(OwnershipControls)),
    LifecycleConfiguration: listSetting(
      'lifecycle rules',
      lifecycleActions(objectOf(LifecycleConfiguration)),
      'PutBucketLifecycle, PutBucketLifecycleConfiguration and DeleteBucketLifecycle',
    ),
    ReplicationConfiguration: replicationSettings(objectOf(ReplicationConfiguration)),
  };
  return BUCKET_PROPERTIES.filter((name) => !unknown.includes(name)).flatMap((name) => settings[name]);
}

/** MFA Delete, which a template cannot enable: only the root user can. */
export function mfaDeleteSetting(isEnabled: boolean): Setting {
  return singleSetting('MFA Delete', isEnabled ? 'on' : 'off', 'PutBucketVersioning');
}

function lockOf({ Rule }: JsonObject): string | undefined {
  const { Mode, Days, Years } = objectOf(objectOf(Rule).DefaultRetention);
  if (Mode === undefined) return undefined;
  return `${String(Mode)} for ${Days === undefined ? `${String(Years)} years` : `${String(Days)} days`}`;
}

/** The default without ownership controls depends on the age of the bucket: only those that were deployed are compared. */
function ownershipSettings({ Rules }: JsonObject): readonly Setting[] {
  const calls = 'PutBucketOwnershipControls and DeleteBucketOwnershipControls';
  return objectsOf(Rules)
    .slice(0, 1)
    .map(({ ObjectOwnership }) => singleSetting('object ownership', ObjectOwnership, calls));
}

function replicationSettings(configuration: JsonObject): readonly Setting[] {
  const calls = 'PutBucketReplication and DeleteBucketReplication';
  return [
    listSetting('replication', replicationFeatures(configuration), calls),
    singleSetting('role for replication', configuration.Role, calls),
  ];
}

/** Whether SSE-C is refused without a setting depends on the age of the bucket: only what was deployed is compared. */
function encryptionSettings({ ServerSideEncryptionConfiguration: rules }: JsonObject): readonly Setting[] {
  const rule = objectOf(Array.isArray(rules) ? rules[0] : undefined);
  const calls = 'PutBucketEncryption and DeleteBucketEncryption';
  const { EncryptionType: blocked } = objectOf(rule.BlockedEncryptionTypes);
  return [
    singleSetting('default encryption', encryptionOf(rule), calls),
    ...(blocked === undefined ? [] : [listSetting('blocked encryption types', listOf(blocked), calls)]),
  ];
}

function listOf(value: Json): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Without a rule, S3 encrypts with its own keys. */
function encryptionOf(rule: JsonObject): string {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = objectOf(rule.ServerSideEncryptionByDefault);
  return KMSMasterKeyID === undefined
    ? String(SSEAlgorithm)
    : `${String(SSEAlgorithm)} with ${String(KMSMasterKeyID)}`;
}

/**
 * What the lifecycle rules of a bucket do, one action at a time, so that a difference names nothing but the action. Which
 * rule has the action makes no difference, and a disabled rule does nothing.
 *
 * @param configuration as CloudFormation writes it
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
function lifecycleActions({ Rules }: JsonObject): readonly string[] {
  return objectsOf(Rules)
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap((rule) => actionsOf(rule).map((action) => `${filterOf(rule)}: ${action}`));
}

function filterOf(rule: JsonObject): string {
  const tags = objectsOf(rule.TagFilters).map(({ Key, Value }) => `${String(Key)}=${String(Value)}`);
  const conditions = [
    ...(isGiven(rule.Prefix) ? [`below ${String(rule.Prefix)}`] : []),
    ...(tags.length > 0 ? [`tagged ${tags.sort().join(' ')}`] : []),
    ...(isGiven(rule.ObjectSizeGreaterThan) ? [`over ${String(rule.ObjectSizeGreaterThan)} bytes`] : []),
    ...(isGiven(rule.ObjectSizeLessThan) ? [`under ${String(rule.ObjectSizeLessThan)} bytes`] : []),
  ];
  return conditions.length === 0 ? 'all objects' : `objects ${conditions.join(' ')}`;
}

/** Some properties have an older spelling for a single value, which CloudFormation takes, too. */
function actionsOf(rule: JsonObject): readonly string[] {
  const { ExpirationInDays, ExpirationDate, NoncurrentVersionExpirationInDays } = rule;
  const noncurrent = objectOf(rule.NoncurrentVersionExpiration);
  const uploads = objectOf(rule.AbortIncompleteMultipartUpload).DaysAfterInitiation;
  return [
    ...transitionsOf(rule.Transitions, rule.Transition).map((text) => `move ${text}`),
    ...transitionsOf(rule.NoncurrentVersionTransitions, rule.NoncurrentVersionTransition).map(
      (text) => `move old versions ${text}`,
    ),
    ...(isGiven(ExpirationInDays) ? [`expire after ${String(ExpirationInDays)} days`] : []),
    ...(isGiven(ExpirationDate) ? [`expire on ${dayOf(ExpirationDate)}`] : []),
    ...(isOn(rule.ExpiredObjectDeleteMarker) ? ['remove expired delete markers'] : []),
    ...[noncurrent.NoncurrentDays, NoncurrentVersionExpirationInDays]
      .filter(isGiven)
      .map((days) => `delete old versions after ${String(days)} days${keptOf(noncurrent)}`),
    ...(isGiven(uploads) ? [`abort uploads after ${String(uploads)} days`] : []),
  ];
}

function transitionsOf(list: Json | undefined, single: Json | undefined): readonly string[] {
  const all = [...objectsOf(list), ...(single === undefined ? [] : [objectOf(single)])];
  return all.map(({ StorageClass, TransitionInDays, TransitionDate, ...rest }) => {
    const when = isGiven(TransitionDate)
      ? `on ${dayOf(TransitionDate)}`
      : `after ${String(TransitionInDays ?? 0)} days`;
    return `to ${String(StorageClass)} ${when}${keptOf(rest)}`;
  });
}

function keptOf({ NewerNoncurrentVersions: kept }: JsonObject): string {
  return isGiven(kept) ? ` but the newest ${String(kept)}` : '';
}

/** S3 accepts midnight in UTC only, and returns it with milliseconds and a zone. */
function dayOf(date: Json | undefined): string {
  return String(date).slice(0, 'yyyy-mm-dd'.length);
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/**
 * The features of a bucket's replication rules, one at a time, so that a difference names only the feature. A disabled rule
 * replicates nothing, and a feature that a rule leaves out is disabled.
 *
 * @param configuration as CloudFormation writes it
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-replicationrule.html
 */
function replicationFeatures({ Rules }: JsonObject): readonly string[] {
  return objectsOf(Rules)
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap((rule) => {
      const bucket = String(objectOf(rule.Destination).Bucket).split(':').at(-1);
      const features = [replicationFilterOf(rule), ...destinationOf(rule), ...switchesOf(rule)];
      return features.map((feature) => `to ${bucket}: ${feature}`);
    });
}

function replicationFilterOf({ Filter, Prefix }: JsonObject): string {
  const { And, Prefix: own, TagFilter } = objectOf(Filter);
  const { Prefix: joined, TagFilters } = objectOf(And);
  const prefix = Prefix ?? own ?? joined ?? '';
  const tags = [objectOf(TagFilter), ...objectsOf(TagFilters)]
    .filter(({ Key }) => Key !== undefined)
    .map(({ Key, Value }) => `${String(Key)}=${String(Value)}`);
  const conditions = [
    ...(prefix === '' ? [] : [`below ${String(prefix)}`]),
    ...(tags.length > 0 ? [`tagged ${tags.sort().join(' ')}`] : []),
  ];
  return conditions.length === 0 ? 'all objects' : `objects ${conditions.join(' ')}`;
}

function destinationOf({ Destination }: JsonObject): readonly string[] {
  const destination = objectOf(Destination);
  const key = objectOf(destination.EncryptionConfiguration).ReplicaKmsKeyID;
  const owner = objectOf(destination.AccessControlTranslation).Owner;
  const minutes = objectOf(objectOf(destination.ReplicationTime).Time).Minutes;
  return [
    ...(destination.Account === undefined ? [] : [`account ${String(destination.Account)}`]),
    ...(destination.StorageClass === undefined ? [] : [`storage class ${String(destination.StorageClass)}`]),
    ...(key === undefined ? [] : [`key ${String(key)}`]),
    ...(owner === undefined ? [] : [`owner ${String(owner)}`]),
    ...(isEnabled(destination.ReplicationTime) ? [`within ${String(minutes)} minutes`] : []),
    ...(isEnabled(destination.Metrics) ? ['metrics'] : []),
  ];
}

function switchesOf(rule: JsonObject): readonly string[] {
  const { SseKmsEncryptedObjects, ReplicaModifications } = objectOf(rule.SourceSelectionCriteria);
  return [
    ...(isEnabled(SseKmsEncryptedObjects) ? ['files encrypted by KMS'] : []),
    ...(isEnabled(ReplicaModifications) ? ['changes of replicas'] : []),
    ...(isEnabled(rule.DeleteMarkerReplication) ? ['delete markers'] : []),
    ...(isEnabled(rule.ExistingObjectReplication) ? ['existing objects'] : []),
  ];
}

function isEnabled(value: JsonObject[string]): boolean {
  return objectOf(value).Status === 'Enabled';
}
