import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LocalFunctionSource } from './create-stack';
import type { LocalAws } from './start-local-aws';

/** How a container is run. */
export interface ContainerOptions {
  readonly aws: LocalAws;
  readonly source: LocalFunctionSource;
  /** Settings that differ from the template's, such as shorter times. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Every line of the function's log: structured lines and metric documents, as JSON. */
  readonly onLogLine?: (line: string) => void;
}

type Answer = { readonly requestId: string; readonly response?: SQSBatchResponse; readonly error?: string };

/** One container of a function: the shipped bundle in a process of its own. It answers one event at a time, as Lambda's do. */
export class FunctionContainer {
  /** Starts the process and waits until the bundle is loaded. */
  static async start(options: ContainerOptions): Promise<FunctionContainer> {
    const { codeFolder } = options.source;
    if (!existsSync(join(codeFolder, 'index.js'))) {
      throw new Error(`${codeFolder} holds no bundle; run npm run build`);
    }
    const container = new FunctionContainer(options);
    await container.ready;
    return container;
  }

  private readonly process: ChildProcess;
  private readonly ready: Promise<void>;
  private output = '';
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: ContainerOptions) {
    const { source, aws, environment } = options;
    this.process = fork(join(__dirname, 'function-process.cjs'), [source.codeFolder, source.handler], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, ...source.environment, ...aws.environment, ...environment },
    });
    const { stdout, stderr } = this.process;
    if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => this.log(line));
    // Warnings and errors of the function's log come here, beside what Node.js itself has to say.
    if (stderr !== null) {
      createInterface({ input: stderr }).on('line', (line) =>
        line.startsWith('{') ? this.log(line) : this.keep(`${line}\n`),
      );
    }
    this.ready = new Promise((resolve, reject) => {
      this.process.once('message', () => resolve());
      this.process.once('exit', () => reject(new Error(`the function did not start: ${this.output}`)));
    });
  }

  /**
   * Calls the function, once the call before is answered. Rejects when it throws, when it dies, or when its time is
   * over, which kills it as Lambda does.
   */
  invoke(event: SQSEvent): Promise<SQSBatchResponse> {
    const answered = this.last.then(() => this.invokeNow(event));
    this.last = answered.catch(() => undefined);
    return answered;
  }

  private async invokeNow(event: SQSEvent): Promise<SQSBatchResponse> {
    const requestId = randomUUID();
    const timeoutMs = this.options.source.timeoutSeconds * 1000;
    const timer = setTimeout(() => this.process.kill('SIGKILL'), timeoutMs);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.process.once('message', (message) => resolve(message as Answer));
        this.process.once('exit', () =>
          reject(new Error(`the function died or ran out of time: ${this.output}`)),
        );
        this.process.send({ event, requestId, timeoutMs });
      });
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.response ?? { batchItemFailures: [] };
    } finally {
      clearTimeout(timer);
      this.process.removeAllListeners('exit');
    }
  }

  /** Whether it can be invoked. */
  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Kills it, as a crash would. */
  stop(): void {
    this.process.kill('SIGKILL');
  }

  private log(line: string): void {
    this.keep(`${line}\n`);
    this.options.onLogLine?.(line);
  }

  /** The last of what was written, for the error that tells of the process's death. */
  private keep(text: string): void {
    this.output = `${this.output}${text}`.slice(-4000);
  }
}
