import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ProcessClock } from '../local-aws/start-local-aws';

/** A clock that goes on only when it is told to, for processes of this one. */
export class SimulatedClock implements ProcessClock {
  readonly execArgv = ['--require', join(__dirname, 'process-clock.cjs')];
  readonly #processes: ChildProcess[] = [];
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get environment(): Readonly<Record<string, string>> {
    return { SIMULATED_NOW_MS: String(this.#nowMs) };
  }

  follow(process: ChildProcess): void {
    this.#processes.push(process);
  }

  /** Sets the time; resolves when the processes that follow it have it. */
  async advanceTo(nowMs: number): Promise<void> {
    if (nowMs < this.#nowMs) throw new Error('time does not go back');
    this.#nowMs = nowMs;
    await Promise.all(
      this.#processes.map(async (process) => {
        const answered = once(process, 'message');
        process.send({ nowMs, isAnswered: true });
        await answered;
      }),
    );
  }
}
