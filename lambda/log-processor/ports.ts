import type { ListAddress, ReadList } from '../aws/s3/read-list';
import type { ReadObject } from '../aws/s3/read-object';
import type {
  ContributionEntry,
  ContributionRange,
  RememberedContribution,
} from '../aws/table/read-contributions';
import type { SketchPorts } from '../aws/table/sketch-item';
import type { SummaryCount } from '../aws/table/summary-item';
import type { KnownMember } from '../aws/trail/member-accounts';
import type { RaisePorts } from '../raise/ports/raise-ports';

/** All side effects of the log processor, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts, SketchPorts {
  readonly readObject: ReadObject;
  readonly putContributions: (entry: ContributionEntry) => Promise<void>;
  readonly readContributions: (range: ContributionRange) => Promise<readonly RememberedContribution[]>;
  /** A list of addresses or a database; undefined if it is the version that is known. */
  readonly readList: (address: ListAddress) => Promise<ReadList | undefined>;
  /** The counts of a UTC day. */
  readonly readSummary: (day: string) => Promise<readonly SummaryCount[]>;
  /** Writes that log files came until a time, ISO 8601 in UTC. */
  readonly noteSearched: (until: string) => Promise<void>;
  /** The accounts of the organization, as Organizations lists them. */
  readonly listMembers: () => Promise<readonly KnownMember[]>;
  /** The tags of an account with these keys. */
  readonly readAccountTags: (
    account: string,
    keys: readonly string[],
  ) => Promise<Readonly<Record<string, string>>>;
  readonly putMember: (member: KnownMember & { readonly expiresAtSeconds: number }) => Promise<void>;
  /** The accounts of the organization, as they were last written. */
  readonly readMembers: () => Promise<readonly KnownMember[]>;
  /** The times of a UTC day until which log files came. */
  readonly readSearched: (day: string) => Promise<readonly string[]>;
}
