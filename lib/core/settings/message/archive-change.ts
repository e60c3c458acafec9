import { isJsonObject, type Json, parseJson } from '../../json/json-value';

/** An object of the archive that was written or deleted, as S3 announces it. */
export interface ArchiveChange {
  readonly kind: 'created' | 'deleted';
  readonly bucket: string;
  /** Plain, not URL-encoded. */
  readonly key: string;
  /** When it happened, by the clock of EventBridge; undefined where the event does not name it. */
  readonly atMs: number | undefined;
}

const KINDS: Readonly<Record<string, ArchiveChange['kind']>> = {
  'Object Created': 'created',
  'Object Deleted': 'deleted',
};

/** The reason that S3 names for an object that a lifecycle rule deletes. */
const EXPIRATION = 'Lifecycle Expiration';

/** The detail of an event pattern. */
export interface ChangePatternDetail<Text> {
  readonly bucket: { readonly name: Text[] };
  readonly object: { readonly key: { readonly prefix: string }[] };
  readonly reason: { readonly 'anything-but': string[] }[];
}

/** The EventBridge pattern of what is written and deleted below a prefix, except for what a lifecycle rule expires. */
export function toChangePattern<Text>(bucketName: Text, keyPrefix: string) {
  const detail: ChangePatternDetail<Text> = {
    bucket: { name: [bucketName] },
    object: { key: [{ prefix: keyPrefix }] },
    reason: [{ 'anything-but': [EXPIRATION] }],
  };
  return { source: ['aws.s3'], detailType: Object.keys(KINDS), detail };
}

/**
 * Reads the event of S3; undefined for a text that is none.
 *
 * @throws if it is one, but does not name a bucket and a key
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function parseArchiveChange(body: string): ArchiveChange | undefined {
  if (!body.includes('aws.s3')) return undefined;
  const event = parseJson(body);
  if (!isJsonObject(event) || event.source !== 'aws.s3') return undefined;
  const detailType = textOf(event['detail-type']) ?? '';
  const kind = Object.hasOwn(KINDS, detailType) ? KINDS[detailType] : undefined;
  const { bucket, object } = isJsonObject(event.detail) ? event.detail : {};
  const name = isJsonObject(bucket) ? textOf(bucket.name) : undefined;
  const key = isJsonObject(object) ? textOf(object.key) : undefined;
  if (kind === undefined || name === undefined || key === undefined)
    throw new Error('the event of S3 does not name a change, a bucket and a key');
  const atMs = Date.parse(textOf(event.time) ?? '');
  return { kind, bucket: name, key, atMs: Number.isNaN(atMs) ? undefined : atMs };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
