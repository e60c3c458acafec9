import { didYouMean } from '../problem/nearest-word';
import { parseObjectKey } from '../record/object-key';
import { categoryOfRecord, type SelectableRecord, textAt } from '../selector/explain/examined-record';
import { isLogged } from '../selector/explain/explain-selection';
import { COUNTS, type CountName, type Counts, known, MONTH_DAYS, toMonth } from './counts';
import type { CostedTrail, TrailEvents } from './trail-charges';

/** The text of one record in this many is measured: writing each out again would take longer than reading it. */
const MEASURED_EVERY = 64;

type Tally = { management: number; managementWrites: number; data: number; networkActivity: number };

/** Counts the records of an archive, and those of them that each trail of a template logs. */
export class ArchiveCounts {
  /** Records whose logging depends on what only the deployment knows; they count as logged. */
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

  /**
   * Counts one record; returns the trails that log it, as far as known.
   *
   * @param key of the log file: its day of delivery counts, as records of the last minutes of a day come in the files of the next
   */
  add(record: SelectableRecord, key = ''): readonly CostedTrail[] {
    const { category } = categoryOfRecord(record);
    const isWrite = textAt(record, 'readOnly') === 'false';
    const day = parseObjectKey(key)?.date ?? textAt(record, 'eventTime')?.slice(0, 10);
    if (day !== undefined) this.days.add(day);
    this.measure(record);
    count(this.all, category, isWrite);
    return this.trails.filter((trail, index) => {
      const logged = trail.selection.isLogging === false ? false : isLogged(trail.selection, record);
      if (logged === null) this.undecided += 1;
      const tally = this.ofTrails[index];
      if (logged !== false && tally !== undefined) count(tally, category, isWrite);
      return logged !== false;
    });
  }

  /** The days in UTC on which the records were delivered; where the names of files do not show it, those of the records' times. */
  get dayCount(): number {
    return this.days.size;
  }

  /** The factor from a count of the archive to a month. */
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

  /** The deliveries of a trail in such a month. */
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

/** The counts of a file for a month, or the problems in it. */
interface ParsedCounts {
  readonly counts: Counts;
  /** Sentences, each with the member that it concerns. */
  readonly problems: readonly string[];
}

/** Longer text is refused: a file of counts has some hundred characters. */
const MAX_TEXT_LENGTH = 64 * 1024;

/** No account has more of anything in a month, and sums are exact. */
const MAX_COUNT = 1e15;

const MAX_DAYS = 3660;

/** Maximum number of members that are read; a file of counts has about twenty. */
const MAX_MEMBERS = 100;

const NAMES = Object.keys(COUNTS);

/**
 * Reads a file of counts: a JSON object of {@link COUNTS}, and `days`, the number of days that they cover, 30 unless given.
 * Unknown names and values that are not numbers are refused.
 */
export function parseCounts(text: string): ParsedCounts {
  if (text.length > MAX_TEXT_LENGTH) {
    return refused(`the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refused(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused('expected an object of counts, such as { "managementEvents": 1000000 }');
  }
  const members = Object.entries(json);
  if (members.length > MAX_MEMBERS) {
    return refused(`the object has ${members.length} members; at most ${MAX_MEMBERS} are read`);
  }
  return readMembers(members);
}

function refused(problem: string): ParsedCounts {
  return { counts: {}, problems: [problem] };
}

function readMembers(members: readonly (readonly [string, unknown])[]): ParsedCounts {
  const problems: string[] = [];
  const counts: Partial<Record<CountName, number>> = {};
  let days = MONTH_DAYS;
  for (const [name, value] of members) {
    const problem = findProblem(name, value);
    if (problem !== undefined) problems.push(problem);
    else if (name === 'days') days = Number(value);
    else counts[name as CountName] = Number(value);
  }
  const { managementEvents = MAX_COUNT, managementWriteEvents = 0 } = counts;
  if (managementWriteEvents > managementEvents) {
    problems.push(
      `managementWriteEvents is ${managementWriteEvents}, more than managementEvents (${managementEvents}), which include them`,
    );
  }
  return problems.length > 0 ? { counts: {}, problems } : { counts: toMonth(counts, days), problems };
}

function findProblem(name: string, value: unknown): string | undefined {
  const shown = name.slice(0, 80);
  if (name !== 'days' && !NAMES.includes(name)) {
    return `'${shown}' is not a count${didYouMean(shown, [...NAMES, 'days'])}; the counts are ${NAMES.join(', ')}`;
  }
  if (typeof value !== 'number') return `${shown} is ${nameOf(value)}; expected a number`;
  if (name === 'days') {
    return value > 0 && value <= MAX_DAYS ? undefined : `days is ${value}; expected 1 to ${MAX_DAYS}`;
  }
  return value >= 0 && value <= MAX_COUNT ? undefined : `${shown} is ${value}; expected 0 to ${MAX_COUNT}`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `the text '${value.slice(0, 40)}'` : `a ${typeof value}`;
}
