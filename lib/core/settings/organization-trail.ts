/** The type of the custom resource that is a trail of an organization. */
export const ORGANIZATION_TRAIL_TYPE = 'Custom::TrailwatchOrganizationTrail';

/** The types of resources that are trails. */
export const TRAIL_TYPES: readonly string[] = ['AWS::CloudTrail::Trail', ORGANIZATION_TRAIL_TYPE];

/**
 * What the custom resource has in addition to the properties of `AWS::CloudTrail::Trail`: the ARN that the trail gets, which
 * belongs to the management account.
 */
export interface OrganizationTrailProperties {
  readonly TrailArn: string;
}

/** The settings that CreateTrail and UpdateTrail take; an empty text means none. */
export interface TrailSettings {
  readonly S3BucketName: string;
  readonly S3KeyPrefix: string;
  readonly SnsTopicName: string;
  readonly KmsKeyId: string;
  readonly CloudWatchLogsLogGroupArn: string;
  readonly CloudWatchLogsRoleArn: string;
  readonly IsMultiRegionTrail: boolean;
  readonly IncludeGlobalServiceEvents: boolean;
  readonly EnableLogFileValidation: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/** A selector or configuration, in the words of CloudTrail's API. */
type Entry = Record<string, unknown>;

/** A trail as the template defines it, in the terms of CloudTrail's API. */
export interface OrganizationTrailRequest {
  readonly trailArn: string;
  readonly trailName: string;
  readonly settings: TrailSettings;
  readonly isLogging: boolean;
  /** Basic selectors; none if there are advanced ones. */
  readonly eventSelectors: Entry[];
  readonly advancedEventSelectors: Entry[];
  readonly insightSelectors: Entry[];
  readonly aggregationConfigurations: Entry[];
  readonly tags: Readonly<Record<string, string>>;
}

/** `arn:PARTITION:cloudtrail:REGION:ACCOUNT:trail/NAME`; the name is the first group. */
const TRAIL_ARN = /^arn:[^:]+:cloudtrail:[^:]+:\d{12}:trail\/([^/]+)$/;

/** Reads the properties of the custom resource. Throws one error with those that are not as `AuditTrail` writes them. */
export function parseOrganizationTrail(properties: Properties): OrganizationTrailRequest {
  const trailArn = textOf(properties.TrailArn);
  const [, trailName] = TRAIL_ARN.exec(trailArn) ?? [];
  const S3BucketName = textOf(properties.S3BucketName);
  if (trailName === undefined || trailName !== properties.TrailName || S3BucketName === '') {
    throw new Error(
      'the properties are not those that AuditTrail writes: TrailArn must end with TrailName, and S3BucketName must be there',
    );
  }
  return {
    ...{ trailArn, trailName, isLogging: isTrue(properties.IsLogging) },
    settings: {
      S3BucketName,
      S3KeyPrefix: textOf(properties.S3KeyPrefix),
      SnsTopicName: textOf(properties.SnsTopicName),
      KmsKeyId: textOf(properties.KMSKeyId),
      CloudWatchLogsLogGroupArn: textOf(properties.CloudWatchLogsLogGroupArn),
      CloudWatchLogsRoleArn: textOf(properties.CloudWatchLogsRoleArn),
      IsMultiRegionTrail: isTrue(properties.IsMultiRegionTrail),
      IncludeGlobalServiceEvents: isTrue(properties.IncludeGlobalServiceEvents),
      EnableLogFileValidation: isTrue(properties.EnableLogFileValidation),
    },
    eventSelectors: entriesOf(properties.EventSelectors).map(toBasicSelector),
    advancedEventSelectors: entriesOf(properties.AdvancedEventSelectors),
    insightSelectors: entriesOf(properties.InsightSelectors),
    aggregationConfigurations: entriesOf(properties.AggregationConfigurations),
    tags: parseTags(properties),
  };
}

/** The tags among the properties of the custom resource, by key. */
export function parseTags({ Tags }: Properties): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(Tags).map(({ Key, Value }) => [textOf(Key), textOf(Value)]));
}

/** CloudFormation makes a text of every flag of a custom resource. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function entriesOf(value: unknown): Entry[] {
  return Array.isArray(value) ? value : [];
}

function toBasicSelector(selector: Entry): Entry {
  const { IncludeManagementEvents } = selector;
  if (IncludeManagementEvents === undefined) return selector;
  return { ...selector, IncludeManagementEvents: isTrue(IncludeManagementEvents) };
}
