import { isIntrinsic, resolveIntrinsic } from '../../selector/parse/template-value';
import { renderValue } from '../../selector/selector-value';
import { ORGANIZATION_TRAIL_TYPE } from '../../settings/organization-trail';
import { at, itemsAt, numberAt } from '../template-json';

/** The purpose of a setting. */
export type Area = 'integrity' | 'retention' | 'encryption' | 'delivery' | 'access' | 'logging';

/** The value of a setting of one resource. */
export interface Setting {
  readonly area: Area;
  /** Such as `log file validation`. */
  readonly name: string;
  /** In words. */
  readonly value: string;
  /** More protects better; `undefined`: only the deployment knows, or values cannot be ranked. */
  readonly rank: number | undefined;
}

/** The settings of a resource of a type, by its properties. */
type SettingsOf = (properties: unknown) => readonly Setting[];

const MAX_LENGTH = 300;

const UNKNOWN = 'not known until deployment';

/** A yes or no. */
function flag(
  [area, name]: readonly [Area, string],
  value: unknown,
  { absent = false, on = 'on', off = 'off' } = {},
): Setting {
  if (isIntrinsic(value)) return { area, name, value: UNKNOWN, rank: undefined };
  const isOn = value === undefined ? absent : value === true || value === 'true' || value === 'Enabled';
  return { area, name, value: isOn ? on : off, rank: isOn ? 1 : 0 };
}

/** Something that is there or not. */
function presence([area, name]: readonly [Area, string], value: unknown, absent = 'none'): Setting {
  const isThere = value !== undefined && value !== '' && value !== false;
  return { area, name, value: isThere ? renderReference(value) : absent, rank: isThere ? 1 : 0 };
}

/** A number of days; forever where there is none. */
function days([area, name]: readonly [Area, string], value: unknown, absent = 'forever'): Setting {
  if (isIntrinsic(value)) return { area, name, value: UNKNOWN, rank: undefined };
  const number = numberAt({ value }, 'value');
  if (number === undefined)
    return { area, name, value: absent, rank: absent === 'forever' ? Number.POSITIVE_INFINITY : 0 };
  return { area, name, value: `${number} days`, rank: number };
}

/** One of several values, each with its rank. */
function ranked([area, name]: readonly [Area, string], value: string, rank: number): Setting {
  return { area, name, value, rank };
}

/** A reference or a value in few words: `${Key.Arn}`, `alias/audit`. */
export function renderReference(value: unknown): string {
  if (isIntrinsic(value)) return renderValue(resolveIntrinsic(value, new Map())).slice(0, MAX_LENGTH);
  return typeof value === 'object' ? 'set' : String(value).slice(0, MAX_LENGTH);
}

/** The settings that protect evidence, by the type of resource. */
export const SETTINGS_BY_TYPE: ReadonlyMap<string, SettingsOf> = new Map([
  ['AWS::CloudTrail::Trail', trailSettings],
  [ORGANIZATION_TRAIL_TYPE, trailSettings],
  ['AWS::CloudTrail::EventDataStore', storeSettings],
  ['AWS::S3::Bucket', bucketSettings],
  ['AWS::Logs::LogGroup', logGroupSettings],
  ['AWS::KMS::Key', keySettings],
  ['AWS::SNS::Topic', topicSettings],
  ['AWS::SQS::Queue', queueSettings],
  ['AWS::DynamoDB::Table', tableSettings],
]);

function trailSettings(properties: unknown): readonly Setting[] {
  const value = (name: string): unknown => at(properties, name);
  return [
    flag(['integrity', 'log file validation'], value('EnableLogFileValidation')),
    presence(['encryption', 'key of log files'], value('KMSKeyId') ?? value('KmsKeyId'), 'none (SSE-S3)'),
    flag(['logging', 'events of global services'], value('IncludeGlobalServiceEvents'), { absent: true }),
    presence(['delivery', 'bucket'], value('S3BucketName')),
    presence(['delivery', 'prefix of keys'], value('S3KeyPrefix')),
    presence(['delivery', 'log group'], value('CloudWatchLogsLogGroupArn')),
    presence(['delivery', 'topic of deliveries'], value('SnsTopicName')),
  ];
}

function storeSettings(properties: unknown): readonly Setting[] {
  return [
    days(['retention', 'retention'], at(properties, 'RetentionPeriod') ?? 2557),
    flag(['integrity', 'termination protection'], at(properties, 'TerminationProtectionEnabled'), {
      absent: true,
    }),
    presence(['encryption', 'key'], at(properties, 'KmsKeyId'), 'none (key of AWS)'),
  ];
}

function bucketSettings(properties: unknown): readonly Setting[] {
  return [
    ...objectLock(properties),
    flag(['integrity', 'versioning'], at(properties, 'VersioningConfiguration', 'Status')),
    ...expirations(properties),
    defaultEncryption(properties),
    publicAccess(properties),
    presence(['delivery', 'replication'], at(properties, 'ReplicationConfiguration') && true),
    presence(['delivery', 'access logs'], at(properties, 'LoggingConfiguration') && true),
  ];
}

/** In governance mode a permission allows to delete locked versions; in compliance mode nothing does. */
const LOCK_MODES: ReadonlyMap<unknown, number> = new Map([
  ['GOVERNANCE', 2],
  ['COMPLIANCE', 3],
]);

function objectLock(properties: unknown): readonly Setting[] {
  const retention = at(properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention');
  const mode = at(retention, 'Mode');
  const isOn = [true, 'true'].includes(at(properties, 'ObjectLockEnabled') as boolean);
  const years = numberAt(retention, 'Years');
  const lockedDays = numberAt(retention, 'Days') ?? (years === undefined ? undefined : years * 365);
  const rank = LOCK_MODES.get(mode) ?? (isOn ? 1 : 0);
  const value = typeof mode === 'string' ? mode.toLowerCase() : isOn ? 'on, without a default' : 'off';
  return [
    ranked(['integrity', 'Object Lock'], value, rank),
    days(['retention', 'Object Lock'], lockedDays, 'none'),
  ];
}

/** A rule for all objects, or for those of a prefix, deletes them after a number of days. */
function expirations(properties: unknown): readonly Setting[] {
  const rules = itemsAt(properties, 'LifecycleConfiguration', 'Rules').filter(
    (rule) => at(rule, 'Status') === 'Enabled',
  );
  const found = new Map<string, Setting>();
  const add = (name: string, value: unknown): void => {
    const setting = days(['retention', name], value);
    const before = found.get(name);
    if (value !== undefined && (before?.rank ?? Number.POSITIVE_INFINITY) >= (setting.rank ?? 0))
      found.set(name, setting);
  };
  for (const rule of rules) {
    const prefix = at(rule, 'Prefix');
    const of = typeof prefix === 'string' && prefix !== '' ? ` of ${prefix}` : '';
    add(`expiration${of}`, at(rule, 'ExpirationInDays') ?? (at(rule, 'ExpirationDate') && 0));
    add(
      `expiration of old versions${of}`,
      at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays') ??
        at(rule, 'NoncurrentVersionExpirationInDays'),
    );
  }
  if (!found.has('expiration')) found.set('expiration', days(['retention', 'expiration'], undefined));
  return [...found.values()];
}

function defaultEncryption(properties: unknown): Setting {
  const [rule] = itemsAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration');
  const byDefault = at(rule, 'ServerSideEncryptionByDefault');
  const algorithm = at(byDefault, 'SSEAlgorithm');
  const ofKms = typeof algorithm === 'string' && algorithm.startsWith('aws:kms');
  if (!ofKms) return ranked(['encryption', 'default encryption'], 'SSE-S3', 0);
  const key = at(byDefault, 'KMSMasterKeyID');
  return key === undefined
    ? ranked(['encryption', 'default encryption'], `${algorithm} with the key of AWS`, 1)
    : presenceOfKey(algorithm, key);
}

function presenceOfKey(algorithm: string, key: unknown): Setting {
  const { value } = presence(['encryption', 'default encryption'], key);
  return ranked(['encryption', 'default encryption'], `${algorithm} with ${value}`, 2);
}

function publicAccess(properties: unknown): Setting {
  const names = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  const block = at(properties, 'PublicAccessBlockConfiguration');
  // A new bucket has all four.
  const isOff = names.some(
    (name) => block !== undefined && ![true, 'true'].includes(at(block, name) as boolean),
  );
  return ranked(['access', 'block of public access'], isOff ? 'incomplete' : 'on', isOff ? 0 : 1);
}

function logGroupSettings(properties: unknown): readonly Setting[] {
  return [
    days(['retention', 'retention'], at(properties, 'RetentionInDays')),
    presence(['encryption', 'key'], at(properties, 'KmsKeyId'), 'none (key of AWS)'),
    flag(['integrity', 'deletion protection'], at(properties, 'DeletionProtectionEnabled')),
  ];
}

function keySettings(properties: unknown): readonly Setting[] {
  return [
    flag(['encryption', 'rotation'], at(properties, 'EnableKeyRotation')),
    flag(['encryption', 'state'], at(properties, 'Enabled'), {
      absent: true,
      on: 'enabled',
      off: 'disabled',
    }),
    days(['retention', 'waiting time before deletion'], at(properties, 'PendingWindowInDays') ?? 30),
  ];
}

function topicSettings(properties: unknown): readonly Setting[] {
  return [presence(['encryption', 'key'], at(properties, 'KmsMasterKeyId'))];
}

function queueSettings(properties: unknown): readonly Setting[] {
  const key = at(properties, 'KmsMasterKeyId');
  const setting = presence(['encryption', 'key'], key, 'SSE-SQS');
  return [key === undefined ? setting : { ...setting, rank: 2 }];
}

function tableSettings(properties: unknown): readonly Setting[] {
  return [
    flag(['integrity', 'deletion protection'], at(properties, 'DeletionProtectionEnabled')),
    presence(
      ['encryption', 'key'],
      at(properties, 'SSESpecification', 'KMSMasterKeyId'),
      'none (key of AWS)',
    ),
  ];
}
