import { type CloudTrailClient, GetTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import type { TrailStatus } from '../../../lib/core/delivery/trail-status';

/** What decides in which Regions a trail has a status, and what is due there. */
export interface TrailReach {
  readonly isMultiRegion: boolean;
  readonly hasValidation: boolean;
  /** Where it delivers, and whether of all accounts of an organization. */
  readonly isOrganizationTrail?: boolean;
  readonly bucketName?: string;
  readonly root?: string;
}

/** The settings of a trail, read in its home Region. */
export async function getTrail(client: Pick<CloudTrailClient, 'send'>, arn: string): Promise<TrailReach> {
  const { Trail } = await client.send(new GetTrailCommand({ Name: arn }));
  return {
    isMultiRegion: Trail?.IsMultiRegionTrail ?? false,
    hasValidation: Trail?.LogFileValidationEnabled ?? false,
    isOrganizationTrail: Trail?.IsOrganizationTrail ?? false,
    bucketName: Trail?.S3BucketName ?? '',
    root: `${Trail?.S3KeyPrefix ? `${Trail.S3KeyPrefix}/` : ''}AWSLogs/`,
  };
}

/** A trail, and what its status alone does not tell. */
export interface AskedTrail {
  /** By its name, only a trail at home in the Region would be found. */
  readonly arn: string;
  readonly hasValidation: boolean;
}

/** What CloudTrail reports about a trail in the Region of the client. */
export async function getTrailStatus(
  client: Pick<CloudTrailClient, 'send'>,
  { arn, hasValidation }: AskedTrail,
): Promise<TrailStatus> {
  const answer = await client.send(new GetTrailStatusCommand({ Name: arn }));
  return {
    isLogging: answer.IsLogging ?? false,
    hasValidation,
    startedMs: answer.StartLoggingTime?.getTime(),
    stoppedMs: answer.StopLoggingTime?.getTime(),
    lastLogFileMs: answer.LatestDeliveryTime?.getTime(),
    lastDigestMs: answer.LatestDigestDeliveryTime?.getTime(),
    logFileError: answer.LatestDeliveryError,
    digestError: answer.LatestDigestDeliveryError,
    logGroupError: answer.LatestCloudWatchLogsDeliveryError,
    notificationError: answer.LatestNotificationError,
  };
}
