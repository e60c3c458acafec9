import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** More is not what a timer can wait. */
const MAX_MS = 24 * 3_600_000;

/** Ends a query after the time of `--timeout`. */
export class TimeLimit {
  /** Infinity unless there is one. */
  private readonly milliseconds: number;
  private readonly ended = new AbortController();
  private isOver = false;

  /** @throws {@link UserError} if the option is no time */
  constructor(
    private readonly timeout: string | undefined,
    private readonly io: Pick<CommandIo, 'wait'>,
  ) {
    this.milliseconds = timeout === undefined ? Number.POSITIVE_INFINITY : parseTimeout(timeout);
  }

  /** @param interrupt ends what runs when the time is over */
  start(interrupt: () => void): void {
    if (this.timeout === undefined) return;
    const over = () => {
      if (this.ended.signal.aborted) return;
      this.isOver = true;
      interrupt();
    };
    this.io.wait(this.milliseconds, this.ended.signal).then(over, () => undefined);
  }

  /** @throws {@link UserError} if the time is over */
  check(): void {
    if (!this.isOver) return;
    throw new UserError(
      `the query was stopped: it took longer than --timeout ${this.timeout}; choose fewer accounts, Regions or days`,
    );
  }

  /** @throws {@link UserError} if what takes so long already takes longer than it may */
  checkElapsed(milliseconds: number): void {
    if (milliseconds >= this.milliseconds) this.isOver = true;
    this.check();
  }

  /** What was limited has ended. */
  stop(): void {
    this.ended.abort();
  }
}

function parseTimeout(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)\s*([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNIT_MS[unit] ?? 0);
  if (milliseconds > 0 && milliseconds <= MAX_MS) return milliseconds;
  throw new UserError(`--timeout is '${text}'; write a time up to 24h, such as 90s, 10m or 2h`);
}
