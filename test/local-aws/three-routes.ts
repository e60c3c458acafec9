import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { AlertMailbox } from './alert-mailbox';
import { createStack, type LocalStack } from './create-stack';
import { deliverObject, putEvent } from './deliver-object';
import { EventSource, queueDepth } from './event-source';
import { FunctionContainer } from './function-container';
import { archiveBucketOf } from './local-worker';
import { LogsEndpoint } from './logs-endpoint';
import { PATIENCE_MS } from './patience';
import { LOCAL_ACCOUNT, type LocalAws } from './start-local-aws';
import type { LocalRecord } from './stop-logging';
import { type Detections, synthesizeThreeRoutes } from './synthesize-three-routes';
import type { SynthesizedStack } from './template';

/** The ways on which a record comes, as alerts name them. */
export const ROUTES = ['event-bus', 'metric-alarm', 'log-file'] as const;

/** One of the three ways. */
export type Route = (typeof ROUTES)[number];

const FAILED_RETURN_SECONDS = 2;
const POLL_MS = 50;

/** A stack in which one rule is looked for on three routes, with the shipped functions that share its table and topic. */
export class ThreeRoutes {
  /**
   * Makes the stack, which is synthesized into the folder, and starts its functions; they read no queue before `begin`.
   * What was started is ended again if this rejects.
   */
  static async start(aws: LocalAws, folder: string, detections?: Detections): Promise<ThreeRoutes> {
    const logs = await LogsEndpoint.start();
    const containers: FunctionContainer[] = [];
    try {
      const synthesized = synthesizeThreeRoutes(folder, detections);
      const stack = await createStack(aws, synthesized);
      const mailbox = await AlertMailbox.subscribe(aws, stack.topicArns[0] ?? '');
      const environment = { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url };
      for (const source of stack.sources) {
        containers.push(await FunctionContainer.start({ aws, source, environment }));
      }
      return new ThreeRoutes({ aws, logs, stack, mailbox, containers, alarmName: alarmNameOf(synthesized) });
    } catch (error) {
      for (const container of containers) container.stop();
      await logs.stop();
      throw error;
    }
  }

  private sources: EventSource[] = [];
  private files = 0;

  private constructor(
    private readonly parts: {
      readonly aws: LocalAws;
      readonly logs: LogsEndpoint;
      readonly stack: LocalStack;
      readonly mailbox: AlertMailbox;
      readonly containers: readonly FunctionContainer[];
      readonly alarmName: string;
    },
  ) {}

  get stack(): LocalStack {
    return this.parts.stack;
  }

  /** The log group that the alarm's function asks. */
  get logs(): LogsEndpoint {
    return this.parts.logs;
  }

  get alarmName(): string {
    return this.parts.alarmName;
  }

  /** Lets all three functions read their queues. */
  begin(): void {
    if (this.sources.length > 0) return;
    const { aws, stack, containers } = this.parts;
    this.sources = containers.map((container, index) => {
      const source = stack.sources[index];
      if (source === undefined) throw new Error('a function has no queue');
      const invoke = (event: Parameters<FunctionContainer['invoke']>[0]) => container.invoke(event);
      return new EventSource({ aws, source, invoke, failedReturnSeconds: FAILED_RETURN_SECONDS });
    });
  }

  /**
   * Sends records on one route: as events of the bus, in one new log file, or into the log group, whose alarm then
   * fires. Returns how many messages the stack's own rules put on queues.
   */
  async send(route: Route, records: readonly LocalRecord[]): Promise<number> {
    if (route === 'log-file') return this.deliverFile(records);
    if (route === 'metric-alarm') return this.fireAlarm(records);
    const { aws, stack } = this.parts;
    const sent = await Promise.all(records.map((record) => putEvent(aws, stack, toEnvelope(record))));
    return sent.reduce((sum, count) => sum + count, 0);
  }

  private deliverFile(records: readonly LocalRecord[]): Promise<number> {
    const { aws, stack } = this.parts;
    this.files += 1;
    const unique = String(this.files).padStart(16, 'x');
    const name = `${LOCAL_ACCOUNT}_CloudTrail_us-east-1_20261120T0300Z_${unique}.json.gz`;
    const key = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2026/11/20/${name}`;
    const bucket = archiveBucketOf(stack);
    const content = gzipSync(JSON.stringify({ Records: records }));
    return deliverObject(aws, stack, { bucket, key, content });
  }

  private fireAlarm(records: readonly LocalRecord[]): Promise<number> {
    const { aws, stack, logs, alarmName } = this.parts;
    for (const record of records) logs.put(Date.now() - 60_000, record);
    const timestamp = new Date().toISOString().replace('Z', '+0000');
    const state = { value: 'ALARM', timestamp };
    return putEvent(aws, stack, {
      ...{ version: '0', 'detail-type': 'CloudWatch Alarm State Change', source: 'aws.cloudwatch' },
      ...{ account: LOCAL_ACCOUNT, time: timestamp, region: 'us-east-1', resources: [] },
      detail: { alarmName, state, previousState: { value: 'OK', timestamp } },
    });
  }

  /** Where the alerts of all routes come. */
  get mailbox(): AlertMailbox {
    return this.parts.mailbox;
  }

  /**
   * Resolves when nothing is left to do at once; the alarm's next look waits in its queue for its hour. Rejects after
   * {@link PATIENCE_MS}, when a message could not be processed, or soon after `stopping` is aborted.
   */
  async untilIdle(stopping?: AbortSignal): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      if (await this.isIdle()) break;
      if (Date.now() > end) throw new Error(`the routes were still at work after ${PATIENCE_MS} ms`);
      await sleep(POLL_MS, undefined, { signal: stopping });
    }
    for (const { deadLetterQueueUrl } of this.stack.sources) {
      if (deadLetterQueueUrl === undefined) continue;
      const { visible } = await queueDepth(this.parts.aws, deadLetterQueueUrl);
      if (visible > 0) throw new Error(`${visible} messages could not be processed: ${deadLetterQueueUrl}`);
    }
  }

  private async isIdle(): Promise<boolean> {
    const { aws, stack } = this.parts;
    const depths = await Promise.all(stack.sources.map(({ queueUrl }) => queueDepth(aws, queueUrl)));
    return depths.every(({ visible, inFlight }) => visible + inFlight === 0);
  }

  /** Ends the functions, with what they are at, and the log group. */
  async stop(): Promise<void> {
    const ended = this.sources.map((source) => source.stop());
    for (const container of this.parts.containers) container.stop();
    await Promise.all(ended);
    await this.logs.stop();
  }
}

/** An alarm, its filter and its metric have one name. */
function alarmNameOf({ template }: SynthesizedStack): string {
  const filter = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  return /"MetricName":"([^"]+)"/.exec(JSON.stringify(filter))?.[1] ?? '';
}
