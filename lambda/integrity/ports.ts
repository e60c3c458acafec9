import type { ObjectPlace, StoredObject } from '../../lib/core/digest/archive-reader';
import type { ListedPublicKey } from '../../lib/core/digest/signature/public-keys';
import type { ObjectVersion } from '../aws/s3/list-versions';
import type { Progress } from '../aws/table/progress-item';
import type { RaisePorts } from '../raise/ports/raise-ports';

/** Everything that this function does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly readArchive: (place: Required<ObjectPlace>, outOfTime: AbortSignal) => Promise<StoredObject>;
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** Every version of the keys that begin with the prefix, behind `after`, in the order of the keys. */
  readonly listVersions: (keyPrefix: string, after?: string) => AsyncIterable<ObjectVersion>;
  readonly listFolders: (keyPrefix: string) => AsyncIterable<string>;
  readonly listPublicKeys: (
    region: string,
    startMs: number,
    endMs: number,
  ) => Promise<readonly ListedPublicKey[]>;
  readonly readProgress: (name: string) => Promise<Progress>;
  readonly writeProgress: (progress: Progress) => Promise<boolean>;
  readonly listProgress: () => AsyncIterable<string>;
  readonly sendMessages: (bodies: readonly string[]) => Promise<void>;
}
