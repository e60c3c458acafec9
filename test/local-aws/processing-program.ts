import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** What a program handed over, and what that took until it was told to end. */
export interface Processed {
  /** `key eventID`, in the order in which they were handed over. */
  readonly records: readonly string[];
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** The same of the program here, which counts its deletions too. */
export interface ProcessedHere extends Processed {
  /** How many messages the queue deleted for it. */
  readonly deleted: number;
}

type Report =
  | { readonly count: number }
  | { readonly error: { readonly code: string; readonly message: string } }
  | { readonly ended: ProcessedHere };

/** A process that works through a queue with the built `cdk-trailwatch/processing`. */
export class ProcessingProgram {
  readonly errors: { readonly code: string; readonly message: string }[] = [];
  private count = 0;
  private readonly child: ChildProcess;
  private onReport: () => void = () => {};
  private result: ProcessedHere | undefined;

  constructor(options: object, environment: Readonly<Record<string, string>>) {
    const file = join(__dirname, 'processing-process.cjs');
    this.child = fork(file, [JSON.stringify(options)], {
      execArgv: [],
      env: { ...process.env, ...environment },
    });
    this.child.on('message', (report: Report) => {
      if ('count' in report) this.count = report.count;
      else if ('error' in report) this.errors.push(report.error);
      else this.result = report.ended;
      this.onReport();
    });
    this.child.on('exit', () => this.onReport());
  }

  /** Waits for so many records and errors, and ends the program. */
  async finish({
    records,
    errors = 0,
  }: {
    readonly records: number;
    readonly errors?: number;
  }): Promise<ProcessedHere> {
    await this.until(() => this.count >= records && this.errors.length >= errors);
    this.child.send('enough');
    await this.until(() => this.result !== undefined);
    if (this.result === undefined) throw new Error('the program ended without a result');
    this.stop();
    return this.result;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onReport = () => {
        if (holds()) resolve();
        else if (this.child.exitCode !== null)
          reject(new Error(`the program ended with ${this.child.exitCode}`));
      };
      this.onReport();
    });
  }
}
