import { toInertLine } from '../../lib/core/safe-text/inert-text';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { CommandIo, OutputStream } from '../cli/command-io';

/** How many notes are printed; the rest are counted. */
const MAX_NOTES = 20;
/** How many kinds of skipped inputs are named. */
const MAX_KINDS = 10;
const NO_ENDING = 'without an ending';
/** How many problems are kept for an output that names them itself, and of how many characters. */
const MAX_KEPT = 10;
const MAX_KEPT_LENGTH = 300;
const PROGRESS_INTERVAL_MS = 100;

/** A text as standard error has it: printable, and without what terminals make links of; keys and messages of others are in it. */
export function toErrorText(text: string): string {
  return toInertLine(toPrintable(text));
}

/**
 * Writes to standard error: problems (some input could not be read), notes, and on a terminal a line
 * of progress that is drawn over itself.
 */
export class Diagnostics {
  private readonly stream: OutputStream;
  private problemCount = 0;
  private readonly kept: string[] = [];
  private noteCount = 0;
  private readonly skippedKinds = new Map<string, number>();
  private drawn = false;
  private drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly io: Pick<CommandIo, 'stderr' | 'nowMs' | 'isQuiet'>) {
    this.stream = io.stderr;
  }

  /** How many problems there were. */
  get problems(): number {
    return this.problemCount;
  }

  /** The first ten problems, each on one line. */
  get firstProblems(): readonly string[] {
    return this.kept;
  }

  /** What a JSON document has in addition where some input could not be read, so that it does not look whole: the first ten problems. */
  get incompleteness(): { readonly problems?: readonly string[] } {
    const more = this.problemCount - this.kept.length;
    if (this.problemCount === 0) return {};
    return { problems: [...this.kept, ...(more === 0 ? [] : [`${more} more`])] };
  }

  /** Reports an input that could not be read, or not completely. Every one is reported, without a limit. */
  problem(sentence: string): void {
    this.problemCount += 1;
    if (this.kept.length < MAX_KEPT) this.kept.push(oneLine(sentence, MAX_KEPT_LENGTH));
    this.say(`trailwatch: ${sentence}`);
  }

  /** Prints a note that does not change the exit status. */
  note(sentence: string): void {
    this.noteCount += 1;
    if (this.io.isQuiet === true) return;
    if (this.noteCount <= MAX_NOTES) this.say(`trailwatch: note: ${sentence}`);
  }

  /** Notes an input that is not read, because it is none. They are counted by the endings of their names. */
  skip(name: string, why: string): void {
    const [kind = NO_ENDING] = /\.[A-Za-z0-9]{1,8}$/.exec(name) ?? [];
    this.skippedKinds.set(kind, (this.skippedKinds.get(kind) ?? 0) + 1);
    this.note(`${name} ${why}`);
  }

  /** How many inputs were skipped. */
  get skipped(): number {
    return [...this.skippedKinds.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Prints a message that does not change the exit status; the number of messages is not limited. */
  info(sentence: string): void {
    if (this.io.isQuiet === true) return;
    this.say(`trailwatch: ${sentence}`);
  }

  /** Writes a line as it is, such as one that scripts read. */
  line(text: string): void {
    this.say(text);
  }

  /** Draws the progress line, ten times a second at most, and only on a terminal. */
  progress(render: () => string): void {
    if (this.stream.isTTY !== true || this.io.isQuiet === true) return;
    const nowMs = this.io.nowMs();
    if (nowMs - this.drawnAtMs < PROGRESS_INTERVAL_MS) return;
    this.drawnAtMs = nowMs;
    this.drawn = true;
    this.stream.write(`\r${render().slice(0, (this.stream.columns ?? 80) - 1)}\u001b[K`);
  }

  /** Removes the progress line; call it before anything else is written to the terminal. */
  clearProgress(): void {
    if (!this.drawn) return;
    this.drawn = false;
    this.stream.write('\r\u001b[K');
  }

  /**
   * Reports the number of notes that were only counted, followed by `last`.
   *
   * @param fromMs when the work began: `last` ends with the seconds since then
   */
  finish(last?: string, fromMs?: number): void {
    this.clearProgress();
    if (this.io.isQuiet === true) return;
    const notes = this.noteCount - MAX_NOTES;
    if (notes > 0 && this.skippedKinds.size > 0)
      this.say(`trailwatch: note: skipped by kind: ${this.renderKinds()}`);
    if (notes > 0) this.stream.write(`trailwatch: note: ${notes} more were skipped\n`);
    const seconds = fromMs === undefined ? '' : ` seconds=${((this.io.nowMs() - fromMs) / 1000).toFixed(2)}`;
    if (last !== undefined) this.stream.write(`${last}${seconds}\n`);
  }

  private renderKinds(): string {
    const kinds = [...this.skippedKinds].sort(([, one], [, other]) => other - one).slice(0, MAX_KINDS);
    return kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  }

  private say(sentence: string): void {
    this.clearProgress();
    this.stream.write(`${toErrorText(sentence)}\n`);
  }
}
