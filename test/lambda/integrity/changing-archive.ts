import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { logText, type PlannedDigest, SignedArchive } from '../../digest/signed-archive';
import { drainWithFaults, FaultInjector, type FaultPlan } from '../fault';
import { Simulation } from './simulation';
import { HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const HOURS = 60;
const START_MS = Date.parse('2026-10-01T00:01:31Z');
const ACCOUNT = '111122223333';
const HERE = 'eu-west-1';
const THERE = 'us-east-1';

/** Longer than it takes to find a change that S3 announces, and to see that it was taken back; faults included. */
const LONG_MS = 6 * HOUR_MS;

const WRONG = gzipSync(logText('changed'));

/** What is done to a file, and taken back, in turns: minutes from when it came, or from the last turn. */
interface Damage {
  readonly hour: number;
  readonly kind: 'log' | 'digest';
  readonly act: 'change' | 'delete';
  readonly turns: readonly number[];
}

/** What happens in sixty hours of an archive. */
export interface History {
  readonly damages: readonly Damage[];
  /** The hour from which validation is off, and for how many hours. */
  readonly off: readonly [from: number, hours: number];
  /** The hour in which another Region begins, and for how many hours it delivers. */
  readonly there: readonly [from: number, hours: number];
  /** The digest file of an hour comes so many minutes late. */
  readonly late: readonly [hour: number, minutes: number];
  /** The hour in which a deployment names the other Region as one where a trail delivers. */
  readonly expectedFrom: number;
  readonly isVersioned: boolean;
}

const DAMAGE: fc.Arbitrary<Damage> = fc.record({
  hour: fc.integer({ min: 1, max: 36 }),
  kind: fc.constantFrom('log', 'digest'),
  act: fc.constantFrom('change', 'delete'),
  turns: fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 360, max: 700 })), {
    ...{ minLength: 1, maxLength: 6 },
  }),
});

export const HISTORY: fc.Arbitrary<History> = fc.record({
  damages: fc.uniqueArray(DAMAGE, { selector: ({ hour }) => hour, maxLength: 4 }),
  off: fc.oneof(
    fc.constant([0, 0] as const),
    fc.tuple(fc.integer({ min: 42, max: 45 }), fc.integer({ min: 6, max: 8 })),
  ),
  there: fc.tuple(fc.integer({ min: 30, max: 40 }), fc.constantFrom(4, 10, 30)),
  // It is missing three hours after its time.
  late: fc.tuple(fc.integer({ min: 37, max: 40 }), fc.integer({ min: 0, max: 170 })),
  expectedFrom: fc.constantFrom(20, 50, HOURS),
  isVersioned: fc.boolean(),
});

/** How often something is told: at least, and at most. */
type Bounds = readonly [least: number, most: number];

const ONCE: Bounds = [1, 1];

/** An archive in which what a history says happens, and the alerts that it must lead to. */
export class ChangingArchive extends Simulation {
  readonly faults: FaultInjector;
  readonly #startMs = this.nowMs;
  readonly #expected = new Map<string, Bounds>();
  /** Log files whose digest files are damaged: what is told of them depends on when. */
  readonly #unlisted = new Set<string>();

  constructor(history: History, plan: FaultPlan, again: ReadonlySet<number>) {
    // Enough receives for all faults of a run.
    super(archiveOf(history), { ...SETTINGS, recheckReachHours: 90 * 24, maxReceiveCount: 20 });
    this.isVersioned = history.isVersioned;
    this.faults = new FaultInjector(this, plan, again);
    const own = this.archive.digests.filter(({ region }) => region === HERE);
    for (const damage of history.damages) this.#damage(damage, own[damage.hour]!);
    this.#turnOff(history, own);
    const [late, minutes] = history.late;
    this.late.set(own[late]!.key, own[late]!.endMs + (5 + minutes) * MINUTE_MS);
    this.#deliverThere(history);
  }

  run(): Promise<void> {
    return this.simulateUntil(this.nowMs + (HOURS - 1) * HOUR_MS);
  }

  override async drain(_container?: unknown, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    const startMs = this.nowMs;
    await drainWithFaults(this, this.faults, untilMs);
    this.nowMs = startMs;
  }

  /** Everything that was told otherwise than it had to be. */
  problems(): string[] {
    const told = new Map<string, Set<string>>();
    for (const { id, ruleId, source, awsRegion } of this.published) {
      const isOfMany = ruleId === 'trailwatch-archive-unwatched';
      const key = source.key ?? '';
      if (this.#unlisted.has(key) && !isOfMany) continue;
      const name = `${ruleId} ${isOfMany ? awsRegion : key}`;
      told.set(name, (told.get(name) ?? new Set()).add(id));
    }
    const wrong = [...new Set([...told.keys(), ...this.#expected.keys()])].flatMap((name) => {
      const times = told.get(name)?.size ?? 0;
      const [least, most] = this.#expected.get(name) ?? [0, 0];
      return times < least || times > most
        ? [`${name} was told ${times} times, not ${least} to ${most}`]
        : [];
    });
    return [
      ...wrong,
      ...this.dead.map(({ body }) => `a dead letter: ${body}`),
      ...this.faults.repeats.excess(this.published),
    ];
  }

  #expect(rule: string, subject: string, bounds = ONCE): void {
    this.#expected.set(`trailwatch-${rule} ${subject}`, bounds);
  }

  #damage({ kind, act, turns }: Damage, { key: digestKey, logKeys: [log = ''] }: PlannedDigest): void {
    const key = kind === 'log' ? log : digestKey;
    if (kind === 'digest') this.#unlisted.add(log);
    const { bytes, metadata } = this.archive.objects.get(key)!;
    const endMs = this.#startMs + HOURS * HOUR_MS;
    const times: number[] = [];
    for (const minutes of turns) times.push((times.at(-1) ?? this.arrivalOf(key)) + minutes * MINUTE_MS);
    const done = times.filter((timeMs) => timeMs < endMs - 2 * HOUR_MS);
    for (const [turn, timeMs] of done.entries())
      this.at(timeMs, () => {
        if (turn % 2 === 1) this.write(key, bytes, metadata);
        else if (act === 'delete') this.delete(key);
        else this.write(key, WRONG, metadata);
      });
    this.#expect(`${kind}-${act === 'delete' ? 'missing' : 'tampered'}`, key, boundsOf(done, endMs));
  }

  /** While validation is off, log files are delivered, and no digest files. */
  #turnOff({ damages, off: [from, hours] }: History, own: readonly PlannedDigest[]): void {
    // A log file whose digest file is deleted is in none, either.
    const isUnlisted = damages.some(({ kind, act }) => kind === 'digest' && act === 'delete');
    this.#expect('archive-unwatched', HERE, [hours > 0 ? 1 : 0, hours > 0 || isUnlisted ? 1 : 0]);
    if (hours === 0) return;
    for (const { key } of own.slice(from, from + hours)) this.archive.objects.delete(key);
    this.#expect('digest-silence', own[from - 1]!.key);
    this.#expect('digest-chain-broken', own[from + hours]!.key);
  }

  #deliverThere({ there: [from, hours], expectedFrom }: History): void {
    const folder = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${THERE}/`;
    this.at(this.#startMs + expectedFrom * HOUR_MS, () => {
      Object.assign(this.settings, { expectedFolders: `${ACCOUNT}/${HERE},${ACCOUNT}/${THERE}` });
    });
    if (expectedFrom < from) this.#expect('digest-silence', folder);
    else this.#expect('archive-unwatched', THERE);
    const last = this.archive.digests.filter(({ region }) => region === THERE).at(-1)!;
    if (from + hours < HOURS - 4) this.#expect('digest-silence', last.key);
  }
}

/** What is wrong for long is told, and told again if it was right for long before. */
function boundsOf(times: readonly number[], endMs: number): Bounds {
  let least = 0;
  let isTold = false;
  for (const [turn, timeMs] of times.entries()) {
    const isLong = (times[turn + 1] ?? endMs) - timeMs >= LONG_MS;
    const isWrong = turn % 2 === 0;
    if (isWrong && isLong && !isTold) least += 1;
    if (isLong) isTold = isWrong;
  }
  return [least, Math.ceil(times.length / 2)];
}

function archiveOf({ off: [from, hours], there }: History): SignedArchive {
  const start = new Date(START_MS + there[0] * HOUR_MS).toISOString();
  return new SignedArchive([
    { accountId: ACCOUNT, hours: HOURS, logs: 1, restarts: hours > 0 ? [from + hours] : [] },
    { accountId: ACCOUNT, region: THERE, start, hours: Math.min(there[1], HOURS - there[0]), logs: 1 },
  ]);
}
