import { isJsonObject, type Json, type JsonObject, parseJson } from '../json/json-value';
import { type NoLogFileReason, whyNoLogFile } from './log-file/why-no-log-file';

/** An object whose delivery was announced. The key is plain, not URL-encoded. */
export interface NoticedObject {
  readonly bucket: string;
  readonly key: string;
  /** As stored; absent where the notice does not give it. */
  readonly sizeBytes?: number;
  readonly versionId?: string;
}

/** Why there is nothing to read. */
export type NoticeIgnoredReason =
  /** CloudTrail tests a topic when it is configured to use it. */
  | 'cloudtrail-validation-message'
  /** S3 tests a queue or a topic when it is configured to use it. */
  | 's3-test-event'
  /** The object was deleted, restored, tagged, …: anything but created. */
  | 'not-a-creation'
  | NoLogFileReason;

/** An announced object that is not a log file. */
export interface IgnoredObject extends NoticedObject {
  readonly reason: NoticeIgnoredReason;
}

/** The content of a message in the queue. */
export type Notice =
  /** At least one object to read; those next to it that are not. */
  | {
      readonly kind: 'objects';
      readonly objects: readonly NoticedObject[];
      readonly ignored: readonly IgnoredObject[];
    }
  | {
      readonly kind: 'ignored';
      readonly reason: NoticeIgnoredReason;
      readonly ignored: readonly IgnoredObject[];
    }
  /** Nothing that trailwatch knows; the problem is one sentence that does not quote the message. */
  | { readonly kind: 'unknown'; readonly problem: string };

/** The largest message of SQS. */
const MAX_BODY = 1024 * 1024;

/** S3's longest key; the longest bucket names are old ones of us-east-1. */
const MAX_KEY = 1024;
const MAX_BUCKET = 255;

/** A topic's message in a queue, and what EventBridge was configured to put in such a one. */
const MAX_ENVELOPES = 3;

const VALIDATION_TEXT = 'CloudTrail validation message.';

/** What one of the known messages has about one object, before it is known whether that object is a log file. */
type Said = NoticedObject | { readonly reason: string } | { readonly notCreated: NoticedObject };

/**
 * Reads the body of a queue's message. Known are S3's event notification (keys URL-encoded) and the event that S3
 * sends to EventBridge (keys plain), CloudTrail's own message to its topic (keys plain, one or several), and the test
 * messages of both; each as it is or in the envelope of SNS.
 *
 * Objects whose names are not of CloudTrail's layout are kept: their content decides.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
 */
export function parseNotice(body: string): Notice {
  if (body.length > MAX_BODY) return unknown(`the message is longer than ${MAX_BODY} characters`);
  let text = body;
  for (let envelopes = 0; envelopes < MAX_ENVELOPES; envelopes++) {
    if (text.trim() === VALIDATION_TEXT) return ignored('cloudtrail-validation-message');
    const message = parseJson(text);
    if (!isJsonObject(message)) return unknown('the message is not a JSON object');
    if (typeof message.Message !== 'string' || typeof message.TopicArn !== 'string') return noticeOf(message);
    if (message.Type !== 'Notification') return unknown('the message of the topic is not a notification');
    text = message.Message;
  }
  return unknown('the message has too many envelopes');
}

function noticeOf(message: JsonObject): Notice {
  if (message.Event === 's3:TestEvent') return ignored('s3-test-event');
  const said = saidBy(message);
  if (said === undefined) return unknown('the message is not of a kind that announces objects');
  if (said.length === 0) return unknown('the message announces no object');
  const reason = said.find((one) => 'reason' in one);
  return reason === undefined ? sort(said) : unknown(reason.reason);
}

function saidBy(message: JsonObject): readonly Said[] | undefined {
  if (Array.isArray(message.Records)) return message.Records.map(saidByS3);
  if (message.source === 'aws.s3' && isJsonObject(message.detail)) return [saidByEventBridge(message)];
  if (message.s3Bucket === undefined || message.s3ObjectKey === undefined) return undefined;
  const { s3Bucket: bucket, s3ObjectKey: keys } = message;
  return (Array.isArray(keys) ? keys : [keys]).map((key: Json) => noticedObject(bucket, key));
}

function saidByS3(record: Json): Said {
  const { s3, eventName } = isJsonObject(record) ? record : {};
  const { bucket, object } = isJsonObject(s3) ? s3 : {};
  if (!isJsonObject(bucket) || !isJsonObject(object) || typeof eventName !== 'string') {
    return { reason: 'a record of the message is not an S3 event' };
  }
  const key = typeof object.key === 'string' ? decodeKey(object.key) : undefined;
  const said = noticedObject(bucket.name, key, object.size, object.versionId);
  return /^(s3:)?ObjectCreated:/.test(eventName) || 'reason' in said ? said : { notCreated: said };
}

function saidByEventBridge(message: JsonObject): Said {
  const { bucket, object } = isJsonObject(message.detail) ? message.detail : {};
  if (!isJsonObject(bucket) || !isJsonObject(object))
    return { reason: 'the S3 event names no bucket and object' };
  const said = noticedObject(bucket.name, object.key, object.size, object['version-id']);
  return message['detail-type'] === 'Object Created' || 'reason' in said ? said : { notCreated: said };
}

/** S3 encodes as forms do: a space is `+`. Undefined if the encoding is broken. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function noticedObject(
  bucket: Json | undefined,
  key: Json | undefined,
  size?: Json,
  versionId?: Json,
): NoticedObject | { readonly reason: string } {
  if (!isText(bucket, MAX_BUCKET)) return { reason: 'the message names an object without its bucket' };
  if (!isText(key, MAX_KEY)) return { reason: 'the message names an object without a readable key' };
  return {
    bucket,
    key,
    ...(typeof size === 'number' ? { sizeBytes: size } : {}),
    ...(typeof versionId === 'string' && versionId !== '' ? { versionId } : {}),
  };
}

function isText(value: Json | undefined, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function sort(said: readonly Said[]): Notice {
  const objects: NoticedObject[] = [];
  const others: IgnoredObject[] = [];
  for (const one of said) {
    if ('reason' in one) continue;
    const object = 'notCreated' in one ? one.notCreated : one;
    const reason = 'notCreated' in one ? 'not-a-creation' : whyNoLogFile(object.key, object.sizeBytes);
    if (reason === undefined) objects.push(object);
    else others.push({ ...object, reason });
  }
  const [first] = others;
  if (objects.length > 0 || first === undefined) return { kind: 'objects', objects, ignored: others };
  return { kind: 'ignored', reason: first.reason, ignored: others };
}

function ignored(reason: NoticeIgnoredReason): Notice {
  return { kind: 'ignored', reason, ignored: [] };
}

function unknown(problem: string): Notice {
  return { kind: 'unknown', problem };
}
