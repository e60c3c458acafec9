import { SENT_PREFIX, sentKey } from '../../lib/core/archive-search/search-place';
import { emptySentRecord, parseSentRecord, type SentRecord } from '../../lib/core/archive-search/sent-record';
import type { TextStore } from '../aws/s3/text-store';
import type { Raised } from '../raise/raise-alert';

/** Reads and writes the records of the alerts that searches sent. */
export interface SentPorts extends TextStore {
  /** The keys of the results bucket below a prefix. */
  readonly keys: (prefix: string) => AsyncIterable<string>;
}

/** Which search it is. */
export interface SearchName {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The alerts that this search and other searches sent: the claims table forgets them after some time. */
export class SentAlerts {
  /** Reads all records. */
  static async read({ execution, startedAt }: SearchName, ports: SentPorts): Promise<SentAlerts> {
    const others = new Set<string>();
    const key = sentKey(execution);
    let record = emptySentRecord(startedAt);
    for await (const each of ports.keys(SENT_PREFIX)) {
      const found = parseSentRecord((await ports.readText(each)) ?? '');
      if (found === undefined) throw new Error(`${each} is not a record of sent alerts of this version`);
      if (each === key && found.startedAt === startedAt) record = found;
      else for (const id of found.ids) others.add(id);
    }
    return new SentAlerts(key, { record, others }, ports);
  }

  #record: SentRecord;
  readonly #others: ReadonlySet<string>;
  readonly #own: Set<string>;
  /** Alerts that may be sent, without a record of it. */
  readonly #begun: Set<string>;
  /** Those of them that earlier invocations began. */
  readonly #begunBefore: ReadonlySet<string>;

  private constructor(
    private readonly key: string,
    { record, others }: { readonly record: SentRecord; readonly others: ReadonlySet<string> },
    private readonly ports: Pick<SentPorts, 'putText'>,
  ) {
    this.#record = record;
    this.#others = others;
    this.#own = new Set(record.ids);
    this.#begun = new Set(record.begun);
    this.#begunBefore = new Set(record.begun);
  }

  get record(): SentRecord {
    return this.#record;
  }

  /** The number of alerts that this search sent, or left to a storm report. */
  get count(): number {
    return this.#own.size;
  }

  /** How many more alerts may be begun, if all that are begun are sent. */
  room(maxSent: number): number {
    return maxSent - this.#own.size - this.#begun.size;
  }

  /** Whether an alert may be sent already, or be among those that take the room. */
  isBegun(id: string): boolean {
    return this.#begun.has(id);
  }

  /** Whether this search sent an alert. */
  isOwn(id: string): boolean {
    return this.#own.has(id);
  }

  /** Whether another search did. */
  isOthers(id: string): boolean {
    return this.#others.has(id);
  }

  /** Writes down that alerts may be sent, before they are: an invocation that is terminated cannot count them. */
  async begin(ids: readonly string[]): Promise<void> {
    const size = this.#begun.size;
    for (const id of ids) this.#begun.add(id);
    if (this.#begun.size > size) await this.save();
  }

  /** Records what became of an alert. One that an earlier invocation began, and that is sent, counts as sent by it. */
  note(id: string, raised: Raised): Raised {
    const outcome = raised === 'repeated' && this.#begunBefore.has(id) ? 'sent' : raised;
    this.#begun.delete(id);
    if (outcome !== 'sent' && outcome !== 'grouped') return outcome;
    this.#own.add(id);
    const { ids } = this.#record;
    this.#record = { ...this.#record, [outcome]: this.#record[outcome] + 1, ids: [...ids, id] };
    return outcome;
  }

  /** Changes other members of the record. */
  change(members: Partial<Omit<SentRecord, 'ids' | 'begun' | 'sent' | 'grouped'>>): void {
    this.#record = { ...this.#record, ...members };
  }

  /** Writes the record, for the next invocation and for people. */
  save(): Promise<void> {
    const { begun: _before, ...record } = this.#record;
    const begun = this.#begun.size === 0 ? {} : { begun: [...this.#begun] };
    return this.ports.putText(this.key, `${JSON.stringify({ ...record, ...begun })}\n`);
  }
}
