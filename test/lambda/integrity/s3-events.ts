import { type EventPattern, parseEventPattern } from '../../../lib/core/pattern/event-pattern/event-pattern';
import { toChangePattern } from '../../../lib/core/settings/message/archive-change';

/** A change of an object, as S3 announces it. */
export interface AnnouncedChange {
  readonly detailType: string;
  readonly bucket: string;
  readonly key: string;
  readonly reason: string;
  readonly atMs: number;
}

/** The event that S3 sends to EventBridge, as far as the monitor reads it. */
export function s3Event({ detailType, bucket, key, reason, atMs }: AnnouncedChange) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detailType,
    source: 'aws.s3',
    account: '111122223333',
    time: new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: 'eu-west-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, sequencer: '00617F08299329D189' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      reason,
    },
  };
}

/** The rule of the monitor, as EventBridge reads it. */
export function changeRule({
  bucketName,
  root,
}: {
  readonly bucketName: string;
  readonly root: string;
}): EventPattern {
  const { source, detailType, detail } = toChangePattern(bucketName, root);
  const parsed = parseEventPattern(JSON.stringify({ source, 'detail-type': detailType, detail }));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pattern;
}
