import { origin } from '../../compile/predicate/record-facts';
import type { JsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { canonicalRange } from '../../rule/ip-range';
import { COUNTRY, INDICATOR } from '../../rule/own-field';
import type { Marker } from './marked-entries';

/** Maximum number of lines of a list; more are a mistake, and need a function with more memory. */
const MAX_LINES = 500_000;

/** Addresses and ranges, one a line, with `#` before what is a remark. An address costs a look for each length of a range that the list has. */
export class AddressList {
  private readonly ranges = new Set<string>();
  private readonly lengths = new Set<number>();

  /** @throws if a line is neither, with its number: a list that is half read would look whole */
  constructor(text: string) {
    const lines = text.split('\n', MAX_LINES + 1);
    if (lines.length > MAX_LINES) throw new Error(`it has more than ${MAX_LINES} lines`);
    for (const [at, line] of lines.entries()) {
      const [entry = ''] = line
        .replace(/[#;].*/, '')
        .trim()
        .split(/[\s,]/, 1);
      if (entry === '') continue;
      const range = canonicalRange(entry);
      if (range === undefined)
        throw new Error(`line ${at + 1} is neither an address nor a range in CIDR notation`);
      this.ranges.add(range);
      this.lengths.add(Number(range.slice(range.indexOf('/') + 1)));
    }
  }

  has(address: string): boolean {
    if (canonicalRange(address) === undefined || address.includes('/')) return false;
    return [...this.lengths].some((length) => {
      const range = canonicalRange(`${address}/${length}`);
      return range !== undefined && this.ranges.has(range);
    });
  }
}

/** What is known of addresses, from lists and a database that are kept up to date elsewhere. */
export interface KnownAddresses {
  /** Reads what is newer than what was read. */
  refresh(): Promise<void>;
  /** The names of the lists that have an address. */
  listsOf(address: string): readonly string[];
  /** The code of the country, in capital letters; undefined where it is not known. */
  countryOf(address: string): string | undefined;
}

/** Marks in records which lists have their address, and its country. */
export class AddressMarker implements Marker {
  constructor(private readonly known: KnownAddresses) {}

  restart(): void {}

  async mark(records: readonly CloudTrailRecord[]): Promise<ReadonlyMap<CloudTrailRecord, JsonObject>> {
    await this.known.refresh();
    return new Map(
      records.flatMap((record) => {
        const marks = this.marksOf(origin.source(record) ?? '');
        return Object.keys(marks).length === 0 ? [] : [[record, marks] as const];
      }),
    );
  }

  async learn(): Promise<number> {
    return 0;
  }

  private marksOf(address: string): JsonObject {
    const lists = this.known.listsOf(address);
    const country = this.known.countryOf(address);
    return {
      ...(lists.length === 0 ? {} : { [INDICATOR]: { sourceIPAddress: [...lists] } }),
      ...(country === undefined ? {} : { [COUNTRY]: country }),
    };
  }
}
