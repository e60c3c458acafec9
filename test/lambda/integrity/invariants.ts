import { gzipSync } from 'node:zlib';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { miscountsOf } from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import { drainWithFaults, FaultInjector } from '../fault';
import type { Mishap } from '../random-faults';
import { Simulation } from './simulation';
import { HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const HOURS = 14;
const KINDS = [
  'change a log file',
  'delete a log file',
  'change a digest file',
  'delete a digest file',
] as const;
const WRONG = gzipSync(logText('changed'));

/** Enough receives for all faults of a run. */
const settings = { ...SETTINGS, recheckReachHours: 90 * 24, maxReceiveCount: 20 };

/** A monitor whose calls meet faults, with an archive in which one file is attacked, and may be restored. */
export class AttackedArchive extends Simulation {
  readonly faults: FaultInjector;
  readonly #key: string;
  /** The file, and if it is a digest file that is deleted, what only that one listed: nothing proves it any more. */
  readonly #concerned: readonly string[];
  readonly #isRestored: boolean;

  constructor({ plan, again, seed }: Mishap) {
    super(new SignedArchive([{ accountId: '111122223333', hours: HOURS, logs: 1 }]), settings);
    this.faults = new FaultInjector(this, plan, again);
    const chance = chanceOf(seed);
    this.isVersioned = chance() < 0.8;
    const hour = 2 + Math.floor(chance() * 4);
    const digest = this.archive.digests[hour]!;
    const kind = oneOf(chance, KINDS);
    const [log = ''] = digest.logKeys;
    this.#key = kind.endsWith('log file') ? log : digest.key;
    this.#concerned = kind === 'delete a digest file' ? [digest.key, log] : [this.#key];
    this.#isRestored = chance() < 0.3;
    const atMs = this.arrivalOf(digest.key) + Math.ceil(1 + chance() * 200) * MINUTE_MS;
    this.#attack(kind, atMs, atMs + Math.ceil(chance() * 200) * MINUTE_MS);
  }

  /** Works until hours after the attack. */
  run(): Promise<void> {
    return this.simulateUntil(this.nowMs + (HOURS - 1) * HOUR_MS);
  }

  /** Every invariant that does not hold then. */
  problems(): string[] {
    const told = this.published.map(({ ruleId, source }) => ({ ruleId, key: source.key ?? '' }));
    const wrong = told.filter(({ key }) => !this.#concerned.includes(key));
    const isTold = told.some(({ key }) => key === this.#key);
    return [
      ...wrong.map(({ ruleId, key }) => `${ruleId} was told of ${key}, which nobody touched`),
      ...(isTold || this.#isRestored ? [] : [`the attack on ${this.#key} was not told`]),
      ...this.dead.map(({ body }) => `a dead letter: ${body}`),
      ...this.faults.repeats.excess(this.published),
      ...miscountsOf(this, this.faults),
    ];
  }

  override async drain(_container?: unknown, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    const startMs = this.nowMs;
    await drainWithFaults(this, this.faults, untilMs);
    this.nowMs = startMs;
  }

  #attack(kind: (typeof KINDS)[number], atMs: number, restoredMs: number): void {
    const { bytes, metadata } = this.archive.objects.get(this.#key)!;
    this.at(atMs, () => {
      if (kind.startsWith('delete')) this.delete(this.#key);
      else this.write(this.#key, WRONG, metadata);
    });
    if (this.#isRestored) this.at(restoredMs, () => this.write(this.#key, bytes, metadata));
  }
}
