export const BUCKET = 'archive';

/** The key of a log file, told apart by its name. */
export function logKey(name: string, folder = 'CloudTrail', account = '111122223333'): string {
  const file = `${account}_${folder}_us-east-1_20261120T0300Z_${name.padEnd(16, 'x')}.json.gz`;
  return `AWSLogs/${account}/${folder}/us-east-1/2026/11/20/${file}`;
}

/** CloudTrail's own notice, as its topic sends it. */
export function cloudTrailNotice(...keys: readonly string[]): string {
  return JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: keys });
}

/** The event notification of S3, which encodes keys and leaves their slashes. */
export function s3Notice(...keys: readonly string[]): string {
  const Records = keys.map((key) => ({
    eventName: 'ObjectCreated:Put',
    s3: {
      bucket: { name: BUCKET },
      object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), size: 7, versionId: 'v1' },
    },
  }));
  return JSON.stringify({ Records });
}

/** What S3 sends to EventBridge. */
export function busNotice(key: string): string {
  const detail = { bucket: { name: BUCKET }, object: { key } };
  return JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
}

/** A message of a topic in a queue. */
export function inTopic(message: string): string {
  return JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:1:t', Message: message });
}

/** The message with which CloudTrail tests a topic. */
export const VALIDATION = 'CloudTrail validation message.';
