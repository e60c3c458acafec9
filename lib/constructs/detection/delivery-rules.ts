import { Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import {
  type KeyMatcher,
  toDeliveryMatchers,
  toHomeDigestPrefixes,
} from '../../core/policy/bucket-statements';
import { type ILogArchive, whereEventsDiffer } from '../archive/log-archive-interface';
import { toKeyPatterns } from '../archive/log-reading';
import { noteOfReplication } from '../archive/replica/note-of-owner';
import { toQueueTarget } from '../worker/queue-target';
import type { WorkerQueues } from '../worker/worker-queue';
import { warnIfUnannounced } from './check-announcements';

/** The archive whose log files are announced, and the queues that receive the notices. */
export interface DeliveryRulesProps extends WorkerQueues {
  readonly archive: ILogArchive;
}

/**
 * The EventBridge rules that send a notice of every log file in an archive to the queue: every file with records that a trail
 * delivers, and the hourly digest file of each trail's home Region, which proves that files are announced. Notices that
 * EventBridge cannot deliver go to the dead-letter queue.
 */
export function createDeliveryRules(scope: Construct, props: DeliveryRulesProps): void {
  const { archive } = props;
  checkSameEnvironment(scope, archive);
  warnIfUnannounced(scope, archive);
  noteOfReplication(scope, archive);
  const patterns = toKeyPatterns(archive, { includeDigests: false });
  for (const [index, matchers] of toDeliveryMatchers(patterns).entries()) {
    createRule(scope, index === 0 ? 'Delivered' : `Delivered${index + 1}`, {
      ...{ ...props, matchers },
      description: 'Sends the notice of a log file that a trail delivered to the queue of the log processor',
    });
  }
  const digests = homeDigestPrefixes(archive).map((prefix) => `${prefix}*`);
  for (const [index, matchers] of toDeliveryMatchers(digests).entries()) {
    createRule(scope, index === 0 ? 'Digests' : `Digests${index + 1}`, {
      ...{ ...props, matchers },
      description: "Sends the notice of a trail's hourly digest file to the queue of the log processor",
    });
  }
}

function createRule(
  scope: Construct,
  id: string,
  props: DeliveryRulesProps & { readonly matchers: readonly KeyMatcher[]; readonly description: string },
): void {
  const { archive, matchers, description, queue, deadLetterQueue } = props;
  new Rule(scope, id, {
    description,
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [archive.bucket.bucketName] },
        object: { key: [...matchers] },
      },
    },
    targets: [toQueueTarget(queue, { deadLetterQueue })],
  });
}

/** The key prefixes of the digest files that show that an archive's files are announced. */
export function homeDigestPrefixes({ keyPrefix, trails }: ILogArchive): readonly string[] {
  return toHomeDigestPrefixes({
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
    trails: trails.map((trail) => trail._toCoordinates()),
  });
}

/** S3 sends its notices to EventBridge in the account and Region of the bucket only. */
function checkSameEnvironment(scope: Construct, archive: ILogArchive): void {
  const words = whereEventsDiffer(scope, archive);
  if (words === undefined) return;
  throw new Error(
    `archive: the processor is in ${words}; S3 announces files in the bucket's own account and Region only, ` +
      'so put the processor into a stack there, or have it fed by deliveryTopics (in Trailwatch also by the deliveryTopic of a new trail) or bucketNotifications',
  );
}
