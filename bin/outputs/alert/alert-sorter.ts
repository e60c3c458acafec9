import type { Alert } from '../../../lib/core/alert/alert';
import type { SpillStore } from '../../../lib/core/record/spill-store';
import { SEVERITIES } from '../../../lib/core/rule/rule';
import { toJsonText } from '../../../lib/core/safe-text/printable';

/** The number of alerts in memory before they are sorted and written to the store. */
const MAX_HELD = 5_000;

/** The number of alerts of a run in memory when runs are merged. */
const ALERTS_A_BLOCK = 32;

/** By time. */
const byTime = ({ eventTime }: Alert) => eventTime;

/** The most severe first, then by time. */
export function bySeverity({ severity, eventTime }: Alert): string {
  return `${SEVERITIES.length - SEVERITIES.indexOf(severity)} ${eventTime}`;
}

interface KeyedAlert {
  /** A severity, a time and a hash: without tabs and line feeds. */
  readonly key: string;
  /** In one line. */
  readonly json: string;
}

/** A block of a run in the store. */
interface Extent {
  readonly offset: number;
  readonly length: number;
}

/**
 * Sorts any number of alerts in bounded memory: sorted runs are written to a store, and merged. The JSON of an alert is
 * created once, and is the output.
 *
 *     add ──► held ──► 5,000 of them: sorted, written in blocks
 *     sorted ──► a block of each run ──► the earliest first ──► its run's next block
 */
export class AlertSorter {
  #held: KeyedAlert[] = [];
  #store: SpillStore | undefined;
  readonly #runs: (readonly Extent[])[] = [];

  /**
   * @param openStore opens the store when it is needed, which it mostly is not
   * @param placeOf what alerts are sorted by, without tabs and line feeds; by time unless given
   */
  constructor(
    private readonly openStore: () => SpillStore,
    private readonly maxHeld = MAX_HELD,
    private readonly placeOf: (alert: Alert) => string = byTime,
  ) {}

  add(alert: Alert): void {
    const key = `${this.placeOf(alert)} ${alert.id}`;
    this.#held.push({ key, json: toJsonText(alert) });
    if (this.#held.length >= this.maxHeld) this.#spill();
  }

  /** All alerts so far, in their order and then by `id`, each as JSON of one line. */
  *sorted(): Generator<string, void> {
    const inMemory = this.#held.sort(byKey).values();
    const heads = [inMemory, ...this.#runs.map((run) => this.#read(run))]
      .flatMap(headOf)
      .sort((one, other) => byKey(one.first, other.first));
    for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
      yield head.first.json;
      for (const next of headOf(head.rest)) heads.splice(placeAmong(next.first, heads), 0, next);
    }
  }

  #spill(): void {
    this.#store ??= this.openStore();
    const run: Extent[] = [];
    const sorted = this.#held.sort(byKey);
    for (let at = 0; at < sorted.length; at += ALERTS_A_BLOCK) {
      const lines = sorted.slice(at, at + ALERTS_A_BLOCK).map(({ key, json }) => `${key}\t${json}`);
      const bytes = Buffer.from(lines.join('\n'));
      run.push({ offset: this.#store.append(bytes), length: bytes.length });
    }
    this.#runs.push(run);
    this.#held = [];
  }

  *#read(run: readonly Extent[]): Generator<KeyedAlert, void> {
    for (const { offset, length } of run) {
      const bytes = this.#store?.read(offset, length) ?? new Uint8Array();
      for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        .toString()
        .split('\n')) {
        const keyEnd = line.indexOf('\t');
        yield { key: line.slice(0, keyEnd), json: line.slice(keyEnd + 1) };
      }
    }
  }
}

/** The earliest alert of a run that is not given yet, and the rest of the run. */
interface Head {
  readonly first: KeyedAlert;
  readonly rest: Iterator<KeyedAlert, unknown>;
}

/** None at the end of a run. */
function headOf(rest: Iterator<KeyedAlert, unknown>): readonly Head[] {
  const step = rest.next();
  return step.done === true ? [] : [{ first: step.value, rest }];
}

function byKey(one: KeyedAlert, other: KeyedAlert): number {
  return one.key < other.key ? -1 : 1;
}

/** Where an alert belongs among sorted ones. */
function placeAmong(alert: KeyedAlert, heads: readonly Head[]): number {
  let from = 0;
  let to = heads.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = heads[middle]?.first;
    if (other !== undefined && byKey(other, alert) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
