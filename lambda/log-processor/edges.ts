import type { ContributionEntry } from '../aws/put-contribution';
import type { ContributionRange, RememberedContribution } from '../aws/read-contributions';
import type { ObjectAddress } from '../aws/read-object';
import type { RaiseEdges } from '../raise/raise-edges';

/** Everything that the log processor does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Edges extends RaiseEdges {
  readonly readObject: (object: ObjectAddress, signal?: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly putContribution: (entry: ContributionEntry) => Promise<void>;
  readonly readContributions: (range: ContributionRange) => Promise<readonly RememberedContribution[]>;
}
