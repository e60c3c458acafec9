import { type CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import type { TrailStatus } from '../../../lib/core/delivery/trail-status';

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
    lastLogGroupEventMs: answer.LatestCloudWatchLogsDeliveryTime?.getTime(),
    lastNotificationMs: answer.LatestNotificationTime?.getTime(),
    logFileError: answer.LatestDeliveryError,
    digestError: answer.LatestDigestDeliveryError,
    logGroupError: answer.LatestCloudWatchLogsDeliveryError,
    notificationError: answer.LatestNotificationError,
  };
}
