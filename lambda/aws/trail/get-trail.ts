import { type CloudTrailClient, GetTrailCommand } from '@aws-sdk/client-cloudtrail';

/** What decides in which Regions a trail has a status, and what is due there. */
export interface TrailReach {
  readonly isMultiRegion: boolean;
  readonly hasValidation: boolean;
  /** Where it delivers, and whether of all accounts of an organization. */
  readonly isOrganizationTrail?: boolean;
  readonly bucketName?: string;
  readonly root?: string;
}

/** The settings of a trail, asked in its home Region. */
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
