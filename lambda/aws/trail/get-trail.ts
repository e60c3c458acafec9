import { type CloudTrailClient, GetTrailCommand } from '@aws-sdk/client-cloudtrail';

/** What decides in which Regions a trail has a status, and what is due there. */
export interface TrailReach {
  readonly isMultiRegion: boolean;
  readonly hasValidation: boolean;
}

/** The settings of a trail, asked in its home Region. */
export async function getTrail(client: Pick<CloudTrailClient, 'send'>, arn: string): Promise<TrailReach> {
  const { Trail } = await client.send(new GetTrailCommand({ Name: arn }));
  return {
    isMultiRegion: Trail?.IsMultiRegionTrail ?? false,
    hasValidation: Trail?.LogFileValidationEnabled ?? false,
  };
}
