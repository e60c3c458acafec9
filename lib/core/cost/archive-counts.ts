import { categoryOfRecord, type SelectableRecord, textAt } from '../selector/explain/examined-record';
import { isLogged } from '../selector/explain/explain-selection';
import { type Counts, known, MONTH_DAYS } from './counts';
import type { CostedTrail, TrailEvents } from './trail-charges';

/** The text of one record in so many is measured, as writing each out again would take longer than reading it. */
const MEASURED_EVERY = 64;

type Tally = { management: number; managementWrites: number; data: number; networkActivity: number };

/** Counts the records of an archive, and those of them that each trail of a template logs. */
export class ArchiveCounts {
  /** Records whose logging hangs on what only the deployment knows; they count as logged. */
  undecided = 0;
  private readonly all = emptyTally();
  private readonly ofTrails: readonly Tally[];
  private readonly days = new Set<string>();
  private records = 0;
  private measuredBytes = 0;
  private measured = 0;

  constructor(private readonly trails: readonly CostedTrail[]) {
    this.ofTrails = trails.map(emptyTally);
  }

  /** Counts one record; gives the trails that surely log it. */
  add(record: SelectableRecord): readonly CostedTrail[] {
    const { category } = categoryOfRecord(record);
    const isWrite = textAt(record, 'readOnly') === 'false';
    this.measure(record);
    count(this.all, category, isWrite);
    return this.trails.filter((trail, index) => {
      const logged = trail.selection.isLogging === false ? false : isLogged(trail.selection, record);
      if (logged === null) this.undecided += 1;
      const tally = this.ofTrails[index];
      if (logged !== false && tally !== undefined) count(tally, category, isWrite);
      return logged === true;
    });
  }

  /** The days of which there are records, by their times in UTC. */
  get dayCount(): number {
    return this.days.size;
  }

  /** What a count of the archive is multiplied by for a month. */
  get factor(): number {
    return this.days.size === 0 ? 0 : MONTH_DAYS / this.days.size;
  }

  /** The counts of a month like the days of the archive. */
  counts(): Counts {
    const { management, managementWrites, data, networkActivity } = this.all;
    const averageBytes = this.measured === 0 ? 0 : this.measuredBytes / this.measured;
    return {
      managementEvents: management * this.factor,
      managementWriteEvents: managementWrites * this.factor,
      dataEvents: data * this.factor,
      networkActivityEvents: networkActivity * this.factor,
      recordBytes: averageBytes * this.records * this.factor,
    };
  }

  /** What a trail delivers in such a month. */
  eventsOf(trail: CostedTrail): TrailEvents {
    const tally = this.ofTrails[this.trails.indexOf(trail)] ?? emptyTally();
    return {
      management: known(tally.management * this.factor),
      managementWrites: known(tally.managementWrites * this.factor),
      data: known(tally.data * this.factor),
      networkActivity: known(tally.networkActivity * this.factor),
    };
  }

  private measure(record: SelectableRecord): void {
    const day = textAt(record, 'eventTime')?.slice(0, 10);
    if (day !== undefined) this.days.add(day);
    if (this.records % MEASURED_EVERY === 0) {
      this.measured += 1;
      this.measuredBytes += Buffer.byteLength(JSON.stringify(record));
    }
    this.records += 1;
  }
}

function emptyTally(): Tally {
  return { management: 0, managementWrites: 0, data: 0, networkActivity: 0 };
}

function count(tally: Tally, category: string, isWrite: boolean): void {
  if (category === 'Data') tally.data += 1;
  else if (category === 'NetworkActivity') tally.networkActivity += 1;
  else if (category === 'Management') {
    tally.management += 1;
    if (isWrite) tally.managementWrites += 1;
  }
}
