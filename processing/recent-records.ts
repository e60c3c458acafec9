import type { CloudTrailRecord } from '../lib/core/record/record';
import { recordIdentity } from '../lib/core/record/record-identity';

/** The identities of the last records that were taken, up to a number of them. */
export class RecentRecords {
  private readonly names = new Set<string>();

  constructor(private readonly max: number) {}

  has(record: CloudTrailRecord): boolean {
    return this.max > 0 && this.names.has(nameOf(record));
  }

  /** Only what was taken may be added: a record that failed must come again. */
  add(records: readonly { readonly record: CloudTrailRecord }[]): void {
    if (this.max === 0) return;
    for (const { record } of records) this.names.add(nameOf(record));
    // A set gives its members in the order in which they were added.
    for (const oldest of this.names) {
      if (this.names.size <= this.max) break;
      this.names.delete(oldest);
    }
  }
}

function nameOf(record: CloudTrailRecord): string {
  const { recipientAccountId, eventID } = recordIdentity(record);
  return `${recipientAccountId} ${eventID}`;
}
