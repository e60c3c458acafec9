import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import type { DeployedResource } from '../../lib/core/settings/deployed-resources';
import type { TrailStatus } from '../../lib/core/trail-status/trail-status';
import type { TrailReach } from '../aws/get-trail';
import type { AskedTrail } from '../aws/get-trail-status';
import type { ListedObject } from '../aws/list-objects';
import type { Progress } from '../aws/progress-item';
import type { ProveRequest } from '../aws/prove-request';
import type { ObjectAddress } from '../aws/read-object';
import type { RaisePorts } from '../raise/raise-ports';

/** Everything that this function does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly listRegions: () => Promise<readonly string[]>;
  readonly getTrail: (region: string, arn: string) => Promise<TrailReach>;
  readonly getTrailStatus: (region: string, trail: AskedTrail) => Promise<TrailStatus>;
  /** What a trail, bucket, key, topic or part of the pipeline is now. */
  readonly readResource: (
    resource: Pick<DeployedResource, 'kind' | 'arn' | 'part'>,
  ) => Promise<FoundResource>;
  /** The names of the resources of a stack, by logical id. */
  readonly listStackResources: (stack: string) => Promise<ReadonlyMap<string, string>>;
  readonly listFolders: (keyPrefix: string) => AsyncIterable<string>;
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** The objects whose keys begin with the prefix. */
  readonly listFiles: (keyPrefix: string) => AsyncIterable<Pick<ListedObject, 'key' | 'sizeBytes'>>;
  readonly readObject: (object: ObjectAddress, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly readProgress: (name: string) => Promise<Progress>;
  readonly writeProgress: (progress: Progress) => Promise<boolean>;
  readonly listProgress: () => AsyncIterable<string>;
  readonly sendMessages: (bodies: readonly string[]) => Promise<void>;
  /** The Regions of an account that sent a heartbeat to the home bus in an hour. */
  readonly readHeartbeats: (hour: string, account: string) => Promise<readonly string[]>;
  readonly prove: ProveRequest;
}
