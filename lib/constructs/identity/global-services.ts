import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from './trail-identity';

/**
 * Whether a single-Region trail may get the events of IAM, STS and other global services: they are logged in
 * us-east-1. Where Region or partition are not known, or the partition is another, it may.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html (global service events)
 */
export function mayHearGlobalServices(identity: TrailIdentity): boolean {
  const { homeRegion } = identity;
  const isCommercial = identity._toCoordinates().partition === 'aws';
  return !isCommercial || homeRegion === 'us-east-1' || Token.isUnresolved(homeRegion);
}
