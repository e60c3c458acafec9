import type { Alert } from '../../../lib/core/alert/alert';
import type { SignedArchive } from '../../digest/signed-archive';
import { HOUR_MS, SETTINGS, World } from './world';

/** An alert, and when it was published. */
export interface ToldAlert {
  readonly alert: Alert;
  readonly atMs: number;
}

/**
 * Runs the monitor for weeks, by a clock of its own: plans every hour, S3's events of what CloudTrail delivers and of what
 * tests do, the queue with its delays, the claims, and the state between invocations.
 */
export class Simulation extends World {
  readonly told: ToldAlert[] = [];
  #container = this.container();
  readonly #deeds: { readonly atMs: number; readonly act: () => void }[] = [];

  constructor(archive: SignedArchive, settings = { ...SETTINGS, recheckReachHours: 90 * 24 }) {
    super(archive, settings);
    const { published } = this;
    const push = published.push.bind(published);
    published.push = (...alerts) => {
      for (const alert of alerts) this.told.push({ alert, atMs: this.nowMs });
      return push(...alerts);
    };
  }

  /** Has something done at a time. */
  at(atMs: number, act: () => void): void {
    this.#deeds.push({ atMs, act });
  }

  /** A new container with nothing in its memory, as after a deployment. */
  replaceContainer(): void {
    this.#container = this.container();
  }

  /** Plans every hour up to a time. */
  async simulateUntil(untilMs: number): Promise<void> {
    const arrivals = [...this.archive.objects.keys()]
      .map((key) => ({ key, atMs: this.arrivalOf(key) }))
      .filter(({ atMs }) => atMs >= this.nowMs)
      .sort((one, other) => one.atMs - other.atMs);
    this.#deeds.sort((one, other) => one.atMs - other.atMs);
    for (let at = 0; this.nowMs <= untilMs; this.nowMs += HOUR_MS) {
      for (; (arrivals[at]?.atMs ?? Number.POSITIVE_INFINITY) < this.nowMs + HOUR_MS; at += 1) {
        const { key, atMs } = arrivals[at]!;
        this.announce('Object Created', key, 'PutObject', Math.ceil((atMs - this.nowMs) / 1000));
      }
      this.plan();
      await this.#runHour(this.nowMs + HOUR_MS - 1);
    }
  }

  /** What was told, in short: `rule key`, and when. */
  toldSince(fromMs: number): readonly string[] {
    return this.told
      .filter(({ atMs }) => atMs >= fromMs)
      .map(({ alert }) => `${alert.ruleId} ${alert.source.key}`);
  }

  async #runHour(endMs: number): Promise<void> {
    const startMs = this.nowMs;
    for (;;) {
      const deed = this.#deeds[0];
      if (deed === undefined || deed.atMs > endMs) break;
      await this.drain(this.#container, deed.atMs);
      this.nowMs = Math.max(startMs, deed.atMs);
      this.#deeds.shift();
      deed.act();
    }
    await this.drain(this.#container, endMs);
    this.nowMs = startMs;
  }
}
