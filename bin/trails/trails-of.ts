import { DescribeTrailsCommand, type Trail } from '@aws-sdk/client-cloudtrail';
import { getTrailStatus } from '../../lambda/aws/trail/get-trail-status';
import { judgeTrail } from '../../lib/core/delivery/judge-trail';
import type { TrailFinding, TrailStatus } from '../../lib/core/delivery/trail-status';
import type { CommandIo } from '../cli/command-io';
import { askPlace, PlaceError } from '../places/ask-place';
import type { AskedAccount } from '../places/find-organization';
import type { Place } from '../places/find-places';

/**
 * The trails of a Region, with what CloudTrail says of each there: those at home in the Region, those of other Regions that log it, too,
 * and those of the organization. A Region that no trail logs has a row of its own.
 *
 * @param onProblem called for a trail whose status is not told, such as one that the caller may not see
 * @throws {@link PlaceError} if the Region does not answer
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function trailsOf(
  place: Place,
  { wait, currentTime }: Pick<CommandIo, 'wait' | 'currentTime'>,
  onProblem: (sentence: string) => void,
): Promise<readonly TrailRow[]> {
  const { region, roleArn, account, client } = place;
  const where = {
    ...{ region, ...(roleArn === undefined ? {} : { roleArn }) },
    ...(account === undefined ? {} : { account }),
  };
  const { trailList = [] } = await askPlace(place, {
    send: () => client.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
    needs: 'cloudtrail:DescribeTrails',
    wait,
  });
  const rows: TrailRow[] = [];
  let isAnyUnknown = false;
  for (const found of trailList) {
    try {
      const status = await askPlace(place, {
        send: () =>
          getTrailStatus(client, {
            arn: found.TrailARN ?? '',
            hasValidation: found.LogFileValidationEnabled ?? false,
          }),
        needs: 'cloudtrail:GetTrailStatus',
        wait,
      });
      const findings = judgeTrail(status, currentTime().getTime());
      rows.push({ ...where, trail: toSettings(found), status, findings });
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      isAnyUnknown = true;
      onProblem(`trail ${found.TrailARN}: ${error.message}`);
    }
  }
  if (isAnyUnknown || rows.some(({ status }) => status?.isLogging)) return rows;
  return [...rows, { ...where, findings: [NO_TRAIL] }];
}

const NO_TRAIL: TrailFinding = { kind: 'no-trail', text: 'no trail logs the events of this Region' };

function toSettings(trail: Trail): TrailSettings {
  return {
    arn: trail.TrailARN ?? '',
    name: trail.Name ?? '',
    homeRegion: trail.HomeRegion ?? '',
    isMultiRegion: trail.IsMultiRegionTrail ?? false,
    isOrganization: trail.IsOrganizationTrail ?? false,
    bucket: trail.S3BucketName ?? '',
    ...(trail.S3KeyPrefix === undefined ? {} : { prefix: trail.S3KeyPrefix }),
    ...(trail.KmsKeyId === undefined ? {} : { kmsKeyArn: trail.KmsKeyId }),
    ...(trail.CloudWatchLogsLogGroupArn === undefined
      ? {}
      : { logGroupArn: trail.CloudWatchLogsLogGroupArn }),
    ...(trail.SnsTopicARN === undefined ? {} : { topicArn: trail.SnsTopicARN }),
  };
}

/** A trail in a Region of an account, or a Region without one that logs. */
export interface TrailRow {
  readonly region: string;
  /** The role by which the account was asked. */
  readonly roleArn?: string;
  /** The account that was asked, where the organization was asked for its accounts. */
  readonly account?: AskedAccount;
  readonly trail?: TrailSettings;
  readonly status?: TrailStatus;
  /** What is wrong; nothing of a trail that works. */
  readonly findings: readonly TrailFinding[];
}

/** The settings of a trail that say what kind it is and where it delivers. */
export interface TrailSettings {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly bucket: string;
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
  readonly logGroupArn?: string;
  readonly topicArn?: string;
}
