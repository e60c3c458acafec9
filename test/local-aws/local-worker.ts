import { AlertMailbox, type ReceivedAlert } from './alert-mailbox';
import type { LocalFunctionSource, LocalStack } from './create-stack';
import { EventSource, type QueueDepth, untilQueue } from './event-source';
import { type ContainerOptions, FunctionContainer } from './function-container';
import type { LocalAws } from './start-local-aws';

/** How the function of a stack is run. */
export interface LocalWorkerOptions extends Pick<ContainerOptions, 'environment' | 'onLogLine'> {
  readonly aws: LocalAws;
  /** How many containers read the queue at once. */
  readonly containers: number;
  /** After how long a failed message comes back. */
  readonly failedReturnSeconds: number;
}

/** A stack whose one function reads a queue in containers, and a subscriber of its topic. */
export class LocalWorker {
  /** Starts the function of a stack. What was started is ended again if this rejects. */
  static async start(stack: LocalStack, options: LocalWorkerOptions): Promise<LocalWorker> {
    const [source] = stack.sources;
    if (source === undefined) throw new Error('the stack has no function that reads a queue');
    const mailbox = await AlertMailbox.subscribe(options.aws, stack.topicArns[0] ?? '');
    const containers: FunctionContainer[] = [];
    try {
      for (let count = 0; count < options.containers; count++) {
        containers.push(await FunctionContainer.start({ ...options, source }));
      }
    } catch (error) {
      for (const container of containers) container.stop();
      throw error;
    }
    return new LocalWorker({ stack, source, mailbox, containers }, options);
  }

  readonly bucketName: string;
  readonly stack: LocalStack;
  readonly source: LocalFunctionSource;
  readonly mailbox: AlertMailbox;
  readonly containers: readonly FunctionContainer[];
  readonly #sources: readonly EventSource[];

  private constructor(
    parts: Pick<LocalWorker, 'stack' | 'source' | 'mailbox' | 'containers'>,
    private readonly options: LocalWorkerOptions,
  ) {
    const { aws, failedReturnSeconds } = options;
    this.stack = parts.stack;
    this.source = parts.source;
    this.mailbox = parts.mailbox;
    this.containers = parts.containers;
    this.bucketName = archiveBucketOf(parts.stack);
    this.#sources = parts.containers.map((container) => {
      const invoke: FunctionContainer['invoke'] = (event) => container.invoke(event);
      return new EventSource({ aws, source: parts.source, invoke, failedReturnSeconds });
    });
  }

  /** Waits until so many alerts have come, and gives the last ones a moment in which too many would show. */
  async alertsOf(count: number): Promise<ReceivedAlert[]> {
    const alerts = await this.mailbox.takeUntil(({ length }) => length >= count);
    return [...alerts, ...(await this.mailbox.take(1))];
  }

  /** Waits until every message is processed, those that come later too: then the log of all is there. */
  async untilIdle(): Promise<void> {
    const isEmpty = ({ visible, inFlight, delayed }: QueueDepth) => visible + inFlight + delayed === 0;
    await untilQueue(this.options.aws, this.source.queueUrl, isEmpty);
  }

  /** Ends the containers first: what waits for one of them then stops waiting. */
  async stop(): Promise<void> {
    for (const container of this.containers) container.stop();
    await Promise.all(this.#sources.map((source) => source.stop()));
  }
}

/** The bucket of a stack's archive, which is not that of its access logs. */
export function archiveBucketOf({ bucketNames }: LocalStack): string {
  return bucketNames.find((name) => !name.includes('accesslogs')) ?? '';
}
