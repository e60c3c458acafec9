import { type Stretch, subtract } from '../../digest/proven-time';
import { groupBy } from '../../keyed/grouped';

/** An account, a Region or a trail that must deliver digest files, and from when to when: an entry of a register. */
export interface RegisterEntry {
  readonly account?: string;
  /** By itself: in each account. */
  readonly region?: string;
  /** The name of a trail: the times are those of its chains only. */
  readonly trail?: string;
  /** In milliseconds since 1970; absent where it has always been there. */
  readonly fromMs?: number;
  /** When it was closed; absent while it goes on. */
  readonly untilMs?: number;
}

/** The entries of one file. Those of the same account, Region and trail are periods of it, as of an account that was closed and opened again. */
export type Register = readonly RegisterEntry[];

/** Where something may be due; absent members are not known. */
export interface RegisterPlace {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly trail?: string | undefined;
}

const NAMES = ['account', 'region', 'trail'] as const;

const ALWAYS: Stretch = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };

/** Whether an entry concerns a place, as far as it is known. */
export function isAbout(entry: RegisterPlace, place: RegisterPlace): boolean {
  return NAMES.every((name) => entry[name] === undefined || entry[name] === place[name]);
}

/** Of what an entry tells the period: entries of the same subject complement one another. */
export function subjectOf({ account, region, trail }: RegisterPlace): string {
  const words = [account, region, trail === undefined ? undefined : `trail=${trail}`];
  return words.filter((word) => word !== undefined).join(' ');
}

/** The time of an entry, without bounds where it has none. */
export function periodOf({ fromMs = ALWAYS.fromMs, untilMs = ALWAYS.untilMs }: RegisterEntry): Stretch {
  return { fromMs, untilMs };
}

/** The key of entries that name no account. */
const ANY = '';

const INDEXES = new WeakMap<Register, ReadonlyMap<string, Register>>();

/** The entries of a register by account: one of an organization has thousands, of which few are of an account. */
function byAccount(register: Register): ReadonlyMap<string, Register> {
  const known = INDEXES.get(register) ?? groupBy(register, ({ account = ANY }) => account);
  INDEXES.set(register, known);
  return known;
}

/** When nothing is due of a place: an account, its Region and its trail, and each register, are all to be there. */
export function undueTimes(registers: readonly Register[], place: RegisterPlace): readonly Stretch[] {
  return registers.flatMap((register) => {
    const entries = byAccount(register);
    const keys = place.account === undefined ? [ANY] : [ANY, place.account];
    const about = keys.flatMap((key) => entries.get(key) ?? []).filter((entry) => isAbout(entry, place));
    return [...groupBy(about, subjectOf).values()].flatMap((periods) =>
      subtract([ALWAYS], periods.map(periodOf)),
    );
  });
}

/** Whether anything in a stretch of time is due of a place: where no register has an end of it, or a later beginning. */
export function hasDueTime(registers: readonly Register[], place: RegisterPlace, stretch: Stretch): boolean {
  return subtract([stretch], undueTimes(registers, place)).length > 0;
}

/** Whether something is due of a place at a time. */
export function isDueAt(registers: readonly Register[], place: RegisterPlace, timeMs: number): boolean {
  return hasDueTime(registers, place, { fromMs: timeMs, untilMs: timeMs + 1 });
}
