import { isJsonObject } from '../../json/json-value';
import type { EstateResource } from '../estate-stack';

/** The attributes of a resource of Terraform. */
export type TerraformValues = Readonly<Record<string, unknown>>;

interface Converted {
  readonly type: string;
  readonly properties: (values: TerraformValues) => Readonly<Record<string, unknown>>;
}

/**
 * What resources of the AWS provider are in CloudFormation, as far as a review reads them.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
 */
const TYPES: ReadonlyMap<string, Converted> = new Map([
  ['aws_cloudtrail', { type: 'AWS::CloudTrail::Trail', properties: trail }],
  [
    'aws_cloudtrail_event_data_store',
    { type: 'AWS::CloudTrail::EventDataStore', properties: eventDataStore },
  ],
  ['aws_s3_bucket', { type: 'AWS::S3::Bucket', properties: bucket }],
  ['aws_kms_key', { type: 'AWS::KMS::Key', properties: key }],
  ['aws_cloudwatch_log_group', { type: 'AWS::Logs::LogGroup', properties: logGroup }],
]);

/** Settings of buckets that are resources of their own in Terraform, by the bucket's name. */
export type BucketSettings = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

interface Typed {
  readonly address: string;
  readonly type: string;
  readonly values: TerraformValues;
}

/** The resource as CloudFormation would write it; `undefined` for a type that is not read. */
export function toCloudFormation(
  { address, type, values }: Typed,
  settings: BucketSettings,
): EstateResource | undefined {
  const converted = TYPES.get(type);
  if (converted === undefined) return undefined;
  const own = present(converted.properties(values));
  const more = type === 'aws_s3_bucket' ? settingsOf(address, values, settings) : undefined;
  return { Type: converted.type, Properties: { ...own, ...more } };
}

/** The settings that other resources give to buckets. */
export function bucketSettings(resources: readonly Typed[]): BucketSettings {
  const found = new Map<string, Record<string, unknown>>();
  for (const { type, values } of resources) {
    const settings = BUCKET_SETTINGS.get(type)?.(values);
    if (settings === undefined) continue;
    const name = isJsonObject(values.bucket) ? String(values.bucket.Ref) : values.bucket;
    if (typeof name !== 'string') continue;
    found.set(name, { ...found.get(name), ...present(settings) });
  }
  return found;
}

/** Whether resources of a type are settings of a bucket. */
export function isSettingOfBucket(type: string): boolean {
  return BUCKET_SETTINGS.has(type);
}

/** Resources of a plan name a bucket that is not there yet by its address. */
function settingsOf(
  address: string,
  { bucket: name }: TerraformValues,
  settings: BucketSettings,
): Readonly<Record<string, unknown>> {
  return { ...settings.get(address), ...(typeof name === 'string' ? settings.get(name) : undefined) };
}

const BUCKET_SETTINGS: ReadonlyMap<string, (values: TerraformValues) => Readonly<Record<string, unknown>>> =
  new Map([
    [
      'aws_s3_bucket_versioning',
      (values) => ({ VersioningConfiguration: { Status: first(values.versioning_configuration)?.status } }),
    ],
    ['aws_s3_bucket_server_side_encryption_configuration', encryption],
    ['aws_s3_bucket_object_lock_configuration', objectLock],
    ['aws_s3_bucket_lifecycle_configuration', lifecycle],
  ]);

function trail(values: TerraformValues): Readonly<Record<string, unknown>> {
  return {
    TrailName: values.name,
    S3BucketName: values.s3_bucket_name,
    S3KeyPrefix: values.s3_key_prefix,
    SnsTopicName: values.sns_topic_name,
    KMSKeyId: values.kms_key_id,
    CloudWatchLogsLogGroupArn: values.cloud_watch_logs_group_arn,
    // The defaults of the provider, where a value is not in the document.
    IsLogging: values.enable_logging ?? true,
    IsMultiRegionTrail: values.is_multi_region_trail ?? false,
    IsOrganizationTrail: values.is_organization_trail ?? false,
    IncludeGlobalServiceEvents: values.include_global_service_events ?? true,
    EnableLogFileValidation: values.enable_log_file_validation ?? false,
    ...selectors(values),
  };
}

function selectors(values: TerraformValues): Readonly<Record<string, unknown>> {
  const advanced = blocks(values.advanced_event_selector).map(advancedSelector);
  const basic = blocks(values.event_selector).map((selector) => ({
    ReadWriteType: selector.read_write_type,
    IncludeManagementEvents: selector.include_management_events,
    ExcludeManagementEventSources: selector.exclude_management_event_sources,
    DataResources: blocks(selector.data_resource).map(({ type, values: arns }) => ({
      Type: type,
      Values: arns,
    })),
  }));
  const insights = blocks(values.insight_selector).map(({ insight_type }) => ({ InsightType: insight_type }));
  return {
    AdvancedEventSelectors: advanced.length === 0 ? undefined : advanced,
    EventSelectors: basic.length === 0 ? undefined : basic,
    InsightSelectors: insights.length === 0 ? undefined : insights,
  };
}

function advancedSelector(selector: TerraformValues): Readonly<Record<string, unknown>> {
  return {
    Name: selector.name,
    FieldSelectors: blocks(selector.field_selector).map((field) =>
      present({
        Field: field.field,
        Equals: list(field.equals),
        NotEquals: list(field.not_equals),
        StartsWith: list(field.starts_with),
        NotStartsWith: list(field.not_starts_with),
        EndsWith: list(field.ends_with),
        NotEndsWith: list(field.not_ends_with),
      }),
    ),
  };
}

function eventDataStore(values: TerraformValues): Readonly<Record<string, unknown>> {
  const advanced = blocks(values.advanced_event_selector).map(advancedSelector);
  return {
    Name: values.name,
    MultiRegionEnabled: values.multi_region_enabled,
    OrganizationEnabled: values.organization_enabled,
    RetentionPeriod: values.retention_period,
    TerminationProtectionEnabled: values.termination_protection_enabled,
    KmsKeyId: values.kms_key_id,
    IngestionEnabled:
      values.suspend === undefined || values.suspend === null ? undefined : values.suspend !== 'true',
    AdvancedEventSelectors: advanced.length === 0 ? undefined : advanced,
  };
}

/** Older providers have some settings of a bucket in the bucket itself. */
function bucket(values: TerraformValues): Readonly<Record<string, unknown>> {
  return {
    BucketName: values.bucket,
    ObjectLockEnabled: values.object_lock_enabled,
    ...encryption(first(values.server_side_encryption_configuration) ?? {}),
    ...objectLock(first(values.object_lock_configuration) ?? {}),
  };
}

function encryption(values: TerraformValues): Readonly<Record<string, unknown>> {
  const byDefault = first(first(values.rule)?.apply_server_side_encryption_by_default);
  if (byDefault === undefined) return {};
  const { sse_algorithm, kms_master_key_id } = byDefault;
  const rule = present({
    SSEAlgorithm: sse_algorithm,
    KMSMasterKeyID: kms_master_key_id === '' ? undefined : kms_master_key_id,
  });
  return {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: rule }] },
  };
}

function objectLock(values: TerraformValues): Readonly<Record<string, unknown>> {
  const retention = first(first(values.rule)?.default_retention);
  if (retention === undefined) return {};
  const { mode, days, years } = retention;
  const rule = present({ Mode: mode, Days: days || undefined, Years: years || undefined });
  return {
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: rule } },
  };
}

function lifecycle(values: TerraformValues): Readonly<Record<string, unknown>> {
  const rules = blocks(values.rule).map((rule) =>
    present({
      Id: rule.id,
      Status: rule.status,
      Prefix: first(rule.filter)?.prefix ?? rule.prefix,
      ExpirationInDays: first(rule.expiration)?.days || undefined,
    }),
  );
  return { LifecycleConfiguration: { Rules: rules } };
}

function key(values: TerraformValues): Readonly<Record<string, unknown>> {
  return {
    Description: values.description,
    EnableKeyRotation: values.enable_key_rotation,
    Enabled: values.is_enabled,
    MultiRegion: values.multi_region,
    KeyPolicy: typeof values.policy === 'string' ? policyOf(values.policy) : values.policy,
  };
}

function policyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function logGroup(values: TerraformValues): Readonly<Record<string, unknown>> {
  const { name, retention_in_days, kms_key_id } = values;
  return { LogGroupName: name, RetentionInDays: retention_in_days || undefined, KmsKeyId: kms_key_id };
}

/** A block is a list of objects in Terraform's JSON, also where there can be one only. */
function blocks(value: unknown): readonly TerraformValues[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function first(value: unknown): TerraformValues | undefined {
  return blocks(value)[0];
}

function list(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

function present(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}
