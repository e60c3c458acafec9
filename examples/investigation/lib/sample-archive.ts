import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ACCOUNT, HOURS, REGION, type StoryRecord, storyRecords } from './story';

const BUCKET = 'example-logs';

/** A file of the archive, as CloudTrail would have delivered it. */
interface DeliveredFile {
  readonly key: string;
  readonly text: string;
}

interface SignedDigest extends DeliveredFile {
  readonly signature: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Writes three hours of a made-up trail: log files, digest files that are signed with a key made here, the public key as
 * `aws cloudtrail list-public-keys` prints it, and the signatures that S3 would keep as metadata. Afterwards one log file is changed, as if someone
 * who can write to the bucket had taken a record out of it.
 */
export function writeSampleArchive(folder: string): void {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = keys.publicKey.export({ type: 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(publicKey).digest('hex');

  const metadata: Record<string, object> = {};
  let previous: SignedDigest | undefined;
  for (const hour of HOURS) {
    const log = logFile(hour, (record) => record.eventTime.startsWith(hour));
    writeGzip(folder, log);
    const digest = digestFile(hour, log, previous, fingerprint);
    const text = [
      `${nextHour(hour)}:00:00Z`,
      `${BUCKET}/${digest.key}`,
      sha256(digest.text),
      previous?.signature ?? 'null',
    ];
    const signature = sign('RSA-SHA256', Buffer.from(text.join('\n')), keys.privateKey).toString('hex');
    writeGzip(folder, digest);
    metadata[digest.key] = { signature, 'signature-algorithm': 'SHA256withRSA' };
    previous = { ...digest, signature };
  }
  writeGzip(folder, withoutSecret());

  const listed = { Value: publicKey.toString('base64'), Fingerprint: fingerprint };
  writeJson(join(folder, 'keys.json'), { [REGION]: { PublicKeyList: [listed] } });
  writeJson(join(folder, 'metadata.json'), metadata);
}

/** The last log file as it is found: the call that read the secret is gone. */
function withoutSecret(): DeliveredFile {
  const [, , hour] = HOURS;
  return logFile(
    hour,
    ({ eventTime, eventName }) => eventTime.startsWith(hour) && eventName !== 'GetSecretValue',
  );
}

function logFile(hour: string, isIn: (record: StoryRecord) => boolean): DeliveredFile {
  const minute = `${compact(hour)}T${hour.slice(11)}55Z`;
  return {
    key: `${prefixOf('CloudTrail', hour)}/${ACCOUNT}_CloudTrail_${REGION}_${minute}_example${hour.slice(11)}.json.gz`,
    text: JSON.stringify({ Records: storyRecords().filter(isIn) }),
  };
}

function digestFile(
  hour: string,
  log: DeliveredFile,
  previous: SignedDigest | undefined,
  fingerprint: string,
): DeliveredFile {
  const end = nextHour(hour);
  const name = `${ACCOUNT}_CloudTrail-Digest_${REGION}_audit_${REGION}_${compact(end)}T${end.slice(11)}0000Z.json.gz`;
  const key = `${prefixOf('CloudTrail-Digest', end)}/${name}`;
  const json = {
    awsAccountId: ACCOUNT,
    digestStartTime: `${hour}:00:00Z`,
    digestEndTime: `${end}:00:00Z`,
    digestS3Bucket: BUCKET,
    digestS3Object: key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: `${hour}:52:00Z`,
    oldestEventTime: `${hour}:02:00Z`,
    previousDigestS3Bucket: previous === undefined ? null : BUCKET,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous === undefined ? null : sha256(previous.text),
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: [
      { s3Bucket: BUCKET, s3Object: log.key, hashValue: sha256(log.text), hashAlgorithm: 'SHA-256' },
    ],
  };
  return { key, text: JSON.stringify(json) };
}

function prefixOf(kind: string, hour: string): string {
  return `AWSLogs/${ACCOUNT}/${kind}/${REGION}/${hour.slice(0, 10).replace(/-/g, '/')}`;
}

function compact(hour: string): string {
  return hour.slice(0, 10).replace(/-/g, '');
}

function nextHour(hour: string): string {
  return new Date(Date.parse(`${hour}:00:00Z`) + 3_600_000).toISOString().slice(0, 13);
}

function writeGzip(folder: string, { key, text }: DeliveredFile): void {
  const path = join(folder, 'archive', key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(text));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
