import type { Problem } from '../../lib/core/problem/problem';
import { toJsonText, toPrintable } from '../../lib/core/safe-text/printable';
import type { RefusedDocument } from '../../lib/core/sigma/sigma-file';
import type { CommandIo } from '../cli/command-io';
import { type TextOutput, toStream, whileOpen } from '../outputs/text-output';

/** What is said of one rule: a line of ndjson, in this order of the keys. */
export interface RuleVerdict {
  readonly file: string;
  readonly id: string;
  readonly ok: boolean;
  /** Of the first problem; where the rule begins when there is none. */
  readonly line: number;
  /** Every problem, and the warnings of a rule that is ok. */
  readonly reason: string | null;
}

/** The verdict on a rule that cannot be used, with every problem. */
export function verdictOnRefused(file: string, { id, line, problems }: RefusedDocument): RuleVerdict {
  return { file, id, ok: false, line: problems[0]?.line ?? line, reason: renderProblems(problems) };
}

/** All problems in one sentence; each but the first with its line. */
export function renderProblems(problems: readonly Problem[]): string | null {
  const reasons = problems.map(({ severity, line, message }, at) => {
    const place = at === 0 ? '' : `line ${line}: `;
    return `${place}${severity === 'warning' ? 'warning: ' : ''}${message}`;
  });
  return reasons.length === 0 ? null : reasons.join('; ');
}

/** How verdicts are written. */
export interface VerdictOptions {
  readonly format?: 'table' | 'ndjson';
}

/** Writes verdicts as they come: sentences on a terminal, ndjson off it. */
export class VerdictOutput {
  /** How many rules are not ok so far. */
  failed = 0;
  private readonly output: TextOutput;
  private readonly isTable: boolean;

  constructor(io: CommandIo, options: VerdictOptions) {
    this.output = whileOpen(toStream(io.stdout));
    this.isTable = (options.format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson')) === 'table';
  }

  async write(verdict: RuleVerdict): Promise<void> {
    if (!verdict.ok) this.failed += 1;
    const line = this.isTable ? renderVerdict(verdict) : toJsonText(verdict);
    await this.output.write(`${line}\n`);
  }
}

function renderVerdict({ file, id, ok, line, reason }: RuleVerdict): string {
  const head = `${ok ? 'ok    ' : 'not ok'}  ${file}:${line}: ${id}`;
  return toPrintable(reason === null ? head : `${head}: ${reason}`);
}
