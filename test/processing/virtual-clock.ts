import { setImmediate as nextTurn } from 'node:timers/promises';

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** As many turns of the event loop as the work between two waits can take. */
const TURNS = 25;

/** A clock that goes on to the next timer when nothing else is left to do. */
export class VirtualClock {
  nowMs = 0;
  private timers: Timer[] = [];

  readonly wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        this.timers = this.timers.filter((one) => one !== timer);
        reject(signal?.reason);
      };
      const ring = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const timer: Timer = { atMs: this.nowMs + ms, ring };
      this.timers.push(timer);
      signal?.addEventListener('abort', stop, { once: true });
    });

  /** Lets time pass until the work has ended. */
  async runUntil(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    for (;;) {
      for (let turn = 0; turn < TURNS && !isOver; turn++) await nextTurn();
      if (isOver) return;
      const next = this.timers.reduce<Timer | undefined>(
        (first, timer) => (first === undefined || timer.atMs < first.atMs ? timer : first),
        undefined,
      );
      if (next === undefined) throw new Error('nothing is left to wait for, and the work has not ended');
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.ring();
    }
  }
}
