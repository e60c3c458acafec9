import type { ContributionEntry } from '../aws/put-contribution';
import type { ContributionRange, RememberedContribution } from '../aws/read-contributions';
import type { ReadObject } from '../aws/read-object';
import type { RaisePorts } from '../raise/raise-ports';

/** Everything that the log processor does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly readObject: ReadObject;
  readonly putContribution: (entry: ContributionEntry) => Promise<void>;
  readonly readContributions: (range: ContributionRange) => Promise<readonly RememberedContribution[]>;
}
