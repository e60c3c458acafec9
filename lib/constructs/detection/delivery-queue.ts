import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type KeyMatcher, toDeliveryMatchers } from '../../core/policy/delivery-matchers';
import { LogArchive } from '../archive/log-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { toKeyPatterns } from '../archive/log-reading';
import { warnOf } from '../preflight/report-finding';
import { createOwnQueue } from '../worker/raising-queue';

/** What a `DeliveryQueue` is made from. */
export interface DeliveryQueueProps {
  readonly archive: ILogArchive;
  readonly visibilityTimeout: Duration;
  /** After how many receives a notice goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/**
 * The notices of log files in an archive, on a queue: every file with records that a trail delivers, and no
 * digest.
 *
 * Notices that EventBridge cannot put on the queue, and those that were received too often, end in one
 * dead-letter queue.
 */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: DeliveryQueueProps) {
    super(scope, id);
    checkSameEnvironment(this, props.archive);
    warnIfUnannounced(this, props.archive);
    this.deadLetterQueue = createOwnQueue(this, 'DeadLetters', { retentionPeriod: Duration.days(14) });
    this.queue = createOwnQueue(this, 'Queue', {
      retentionPeriod: Duration.days(7),
      visibilityTimeout: props.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
    });
    const patterns = toKeyPatterns(props.archive, { includeDigests: false });
    for (const [index, matchers] of toDeliveryMatchers(patterns).entries()) {
      this.createRule(index === 0 ? 'Delivered' : `Delivered${index + 1}`, props.archive, matchers);
    }
  }

  private createRule(id: string, archive: ILogArchive, matchers: readonly KeyMatcher[]): void {
    new Rule(this, id, {
      description: 'A trail delivered a log file: its notice goes to the queue of the log processor',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [archive.bucket.bucketName] },
          object: { key: [...matchers] },
        },
      },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetterQueue })],
    });
  }
}

/** S3 tells EventBridge of the bucket's own account and Region only. */
function checkSameEnvironment(scope: Construct, archive: ILogArchive): void {
  const { account, region } = Stack.of(scope);
  const { env } = archive.bucket;
  const faults = [
    { what: 'account', here: account, there: env.account },
    { what: 'Region', here: region, there: env.region },
  ].filter(({ here, there }) => here !== there && !Token.isUnresolved(here) && !Token.isUnresolved(there));
  if (faults.length === 0) return;
  const words = faults
    .map(({ what, here, there }) => `${what} '${here}', the bucket in '${there}'`)
    .join(', and ');
  throw new Error(
    `archive: the processor is in ${words}; S3 announces files in the bucket's own account and Region only, ` +
      'so put the processor into a stack there',
  );
}

/**
 * Nothing would fail if a bucket of somebody else's announced nothing: there would be no alerts, and no alarm.
 */
function warnIfUnannounced(scope: Construct, archive: ILogArchive): void {
  if (archive instanceof LogArchive) return;
  const found = `the bucket of '${archive.node.path}' was not made by LogArchive`;
  warnOf(scope, 'eventBridgeNotifications', found);
}
