import type { DeliveredRecord, ProcessingError, QueueOptions } from '../../processing';
import { processQueueWith } from '../../processing/process-queue';
import { gzippedLogFile, numbered } from '../core/record/log-file-reading';
import { MemoryBucket } from './memory-bucket';
import { MemoryQueue } from './memory-queue';
import { logKey } from './notices';
import { VirtualClock } from './virtual-clock';

/** Everything that one run of a processor did. */
export class Run {
  readonly clock = new VirtualClock();
  readonly queue = new MemoryQueue(this.clock);
  readonly bucket = new MemoryBucket();
  readonly calls: (readonly DeliveredRecord[])[] = [];
  readonly errors: ProcessingError[] = [];
  readonly stop = new AbortController();

  /** Stores a log file with so many records and returns its key. */
  file(name: string, records: number, folder?: string): string {
    const key = logKey(name, folder);
    this.bucket.objects.set(
      key,
      gzippedLogFile(Array.from({ length: records }, (_, index) => numbered(index))),
    );
    return key;
  }

  get records(): readonly string[] {
    return this.calls
      .flat()
      .map(
        ({ source, record }) => `${source.place?.file.kind} ${source.key.slice(-24, -8)} ${record.number}`,
      );
  }

  get codes(): readonly string[] {
    return this.errors.map(({ code }) => code);
  }

  /** Processes for so many seconds, and stops. */
  async process(options: Partial<QueueOptions> = {}, seconds = 100): Promise<void> {
    const all: QueueOptions = {
      ...{ sqs: this.queue.client, s3: this.bucket.client, queueUrl: 'https://sqs/1/queue' },
      onRecords: (records) => void this.calls.push(records),
      onError: (error) => void this.errors.push(error),
      ...options,
    };
    void this.clock.wait(seconds * 1000).then(() => this.stop.abort());
    const running = processQueueWith(all, this.stop.signal, this.clock.wait);
    await this.clock.runUntil(running);
    await running;
  }
}
