import { remembered } from '../../../lib/core/keyed/remembered';
import { FileHandChanges } from '../../../lib/core/scan/change/file-hand-changes';
import {
  AddressList,
  AddressMarker,
  type KnownAddresses,
} from '../../../lib/core/scan/novelty/address-lists';
import { FileNovelty } from '../../../lib/core/scan/novelty/file-novelty';
import type { Marker } from '../../../lib/core/scan/novelty/marked-entries';
import {
  ADDRESS_LISTS_VARIABLE,
  type AddressListsSettings,
  CHANGES_BY_HAND_VARIABLE,
  decodeAddressLists,
  LEARNING_DAYS_VARIABLE,
} from '../../../lib/core/settings/log-processor-settings';
import { RememberedManagers, RememberedSketches } from '../../aws/table/remembered-items';
import type { Ports } from '../ports';

const DAY_SECONDS = 86_400;

/** What marks records. */
export interface Markers {
  /** What marks the records of a file, anew for each; none where the rules read nothing that CloudTrail does not write. */
  readonly newMarkers: () => readonly Marker[];
  /** Lists of addresses, whose age is looked at once a day. */
  readonly addresses?: LoadedAddresses | undefined;
}

/** What marks the records of each file, by the function's environment. What is remembered lives as long as the container. */
export function openMarkers(
  environment: Readonly<Record<string, string | undefined>>,
  {
    ports,
    warn,
  }: { readonly ports: Ports; readonly warn: (message: string, fields: Record<string, unknown>) => void },
): Markers {
  const learningDays = environment[LEARNING_DAYS_VARIABLE];
  const learningSeconds = Number(learningDays) * DAY_SECONDS;
  const sketches = learningDays === undefined ? undefined : new RememberedSketches(ports);
  const managers =
    environment[CHANGES_BY_HAND_VARIABLE] === undefined ? undefined : new RememberedManagers(ports);
  const addresses = openAddresses(environment, ports, warn);
  return {
    addresses,
    newMarkers: () => [
      ...(addresses === undefined ? [] : [new AddressMarker(addresses)]),
      ...(sketches === undefined ? [] : [new FileNovelty(sketches, learningSeconds, addresses)]),
      ...(managers === undefined ? [] : [new FileHandChanges(managers)]),
    ],
  };
}

/** The time after which a file is requested again. */
const REFRESH_MS = 3_600_000;

/** The number of addresses whose results are cached. */
const MAX_KEPT = 10_000;

/** A file as it was read last. */
interface Loaded {
  readonly etag: string;
  readonly modifiedMs: number;
  readonly list?: AddressList;
  readonly countries?: (address: string) => string | undefined;
}

/** An address as lists and the database have it. */
interface Located {
  readonly lists: readonly string[];
  readonly country: string | undefined;
}

/** The lists and the database of a bucket, as a container has them. They are read when a record is, and again after an hour. */
class LoadedAddresses implements KnownAddresses {
  private readonly files = new Map<string, Loaded>();
  private located = this.newLocated();
  private readMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly settings: AddressListsSettings,
    private readonly ports: Pick<Ports, 'readList' | 'nowMs'>,
    private readonly warn: (message: string, fields: Record<string, unknown>) => void,
  ) {}

  /** @throws if a file was never read: records are searched again, and no rule on lists is blind unnoticed */
  refresh(): Promise<void> {
    if (this.ports.nowMs() - this.readMs < REFRESH_MS) return Promise.resolve();
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  listsOf(address: string): readonly string[] {
    return this.located(address).lists;
  }

  countryOf(address: string): string | undefined {
    return this.located(address).country;
  }

  /** The files that were not changed for longer than they may, with the day of their last change. */
  async old(): Promise<readonly string[]> {
    await this.refresh();
    const oldestMs = this.ports.nowMs() - this.settings.maxAgeDays * 86_400_000;
    return [...this.files]
      .filter(([, { modifiedMs }]) => modifiedMs < oldestMs)
      .map(([key, { modifiedMs }]) => `${key}, of ${new Date(modifiedMs).toISOString().slice(0, 10)}`);
  }

  private async readAll(): Promise<void> {
    await Promise.all(this.settings.keys.map((key) => this.readOne(key)));
    this.readMs = this.ports.nowMs();
    this.located = this.newLocated();
  }

  private async readOne(key: string): Promise<void> {
    const known = this.files.get(key);
    try {
      const read = await this.ports.readList({ bucket: this.settings.bucket, key, etag: known?.etag });
      if (read === undefined) return;
      const { text, ...rest } = read;
      this.files.set(key, { ...rest, ...(text === undefined ? {} : { list: new AddressList(text) }) });
    } catch (error) {
      if (known === undefined)
        throw new Error(`the list s3://${this.settings.bucket}/${key} cannot be read: ${String(error)}`);
      this.warn('a list of addresses cannot be read again; the previous list stays in use', {
        key,
        problem: String(error),
      });
    }
  }

  /** Answers are forgotten when files are read again. */
  private newLocated(): (address: string) => Located {
    return remembered((address) => {
      const files = [...this.files];
      return {
        lists: files.filter(([, { list }]) => list?.has(address) === true).map(([key]) => nameOf(key)),
        country: files.map(([, { countries }]) => countries?.(address)).find((code) => code !== undefined),
      };
    }, MAX_KEPT);
  }
}

/** The lists that the environment names; undefined if there are none. */
function openAddresses(
  environment: Readonly<Record<string, string | undefined>>,
  ports: Pick<Ports, 'readList' | 'nowMs'>,
  warn: (message: string, fields: Record<string, unknown>) => void,
): LoadedAddresses | undefined {
  const text = environment[ADDRESS_LISTS_VARIABLE];
  return text === undefined ? undefined : new LoadedAddresses(decodeAddressLists(text), ports, warn);
}

/** The name of the file without what comes after the first dot. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1).replace(/\..*/, '');
}
