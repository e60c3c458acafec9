import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { LocalFunction } from './create-stack';
import type { LocalAws, ProcessClock } from './start-local-aws';

/** How a container is run. */
export interface ContainerOptions {
  readonly aws: Pick<LocalAws, 'environment'>;
  readonly source: LocalFunction;
  /** Settings that differ from the template's, such as shorter times. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Every line of the function's log: structured lines and metric documents, as JSON. */
  readonly onLogLine?: (line: string) => void;
  /** Its time; it stands still during an invocation. By default that of the machine. */
  readonly clock?: ProcessClock;
}

type Answer = { readonly requestId: string; readonly response?: unknown; readonly error?: string };

/** So many seconds of the machine are one of a function: on a busy machine it does not run out of time. */
const SLOWNESS = 20;

/** One container of a function: the shipped bundle in a process of its own. It answers one event at a time, as Lambda's do. */
export class FunctionContainer {
  /** Starts the process and waits until the bundle is loaded. */
  static async start(options: ContainerOptions): Promise<FunctionContainer> {
    const { codeFolder } = options.source;
    if (!existsSync(join(codeFolder, 'index.js'))) {
      throw new Error(`${codeFolder} holds no bundle; run npm run build`);
    }
    const container = new FunctionContainer(options);
    await container.unlessItEnds(once(container.process, 'message'));
    return container;
  }

  private readonly process: ChildProcess;
  private readonly logs: readonly Interface[];
  private readonly ended: Promise<never>;
  private output = '';
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: ContainerOptions) {
    const { source, aws, environment, clock } = options;
    const argv = [source.codeFolder, source.handler, String(SLOWNESS)];
    this.process = fork(join(__dirname, 'function-process.cjs'), argv, {
      execArgv: [...(clock?.execArgv ?? [])],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env.PATH,
        ...{ ...source.environment, ...aws.environment, ...environment, ...clock?.environment },
      },
    });
    const { stdout, stderr } = this.process;
    this.logs = [stdout, stderr].flatMap((input) => (input === null ? [] : [createInterface({ input })]));
    const [out, errors] = this.logs;
    out?.on('line', (line) => this.take(line, true));
    // Warnings and errors of the function's log come here, beside what Node.js itself has to say.
    errors?.on('line', (line) => this.take(line, line.startsWith('{')));
    this.ended = once(this.process, 'close').then(() => {
      throw new Error(`the function did not start, died or ran out of time: ${this.output}`);
    });
    this.ended.catch(() => undefined);
  }

  /**
   * Calls the function, once the call before is answered, and waits for its log as well. Rejects when it throws, when it
   * dies, or when its time is over, which kills it as Lambda does.
   */
  async invoke(event: SQSEvent): Promise<SQSBatchResponse> {
    return ((await this.call(event)) as SQSBatchResponse | null) ?? { batchItemFailures: [] };
  }

  /** The same with any event and answer. */
  call(event: unknown): Promise<unknown> {
    const answered = this.last.then(() => this.invokeNow(event));
    this.last = answered.catch(() => undefined);
    return answered;
  }

  private async invokeNow(event: unknown): Promise<unknown> {
    if (!this.isAlive) return this.ended;
    const requestId = randomUUID();
    const timeoutMs = this.options.source.timeoutSeconds * 1000;
    const timer = setTimeout(() => this.process.kill('SIGKILL'), timeoutMs * SLOWNESS);
    try {
      const answered = once(this.process, 'message');
      const logged = this.logs.map((log) => endOf(log, requestId));
      this.process.send({ event, requestId, timeoutMs, nowMs: this.options.clock?.nowMs });
      const [[message]] = await this.unlessItEnds(Promise.all([answered, ...logged]));
      const answer = message as Answer;
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.response;
    } finally {
      clearTimeout(timer);
    }
  }

  private unlessItEnds<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.ended]);
  }

  /** Whether it can be invoked. */
  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Kills it, as a crash would. */
  stop(): void {
    this.process.kill('SIGKILL');
  }

  /** Keeps the last of what was written, for the error that tells of the process's death. */
  private take(line: string, isLog: boolean): void {
    if (line.startsWith(END)) return;
    this.output = `${this.output}${line}\n`.slice(-4000);
    if (isLog) this.options.onLogLine?.(line);
  }
}

/** What `function-process.cjs` writes to both streams at the end of an invocation. */
const END = 'END RequestId: ';

function endOf(log: Interface, requestId: string): Promise<void> {
  return new Promise((resolve) => {
    const take = (line: string): void => {
      if (line !== `${END}${requestId}`) return;
      log.off('line', take);
      resolve();
    };
    log.on('line', take);
  });
}
