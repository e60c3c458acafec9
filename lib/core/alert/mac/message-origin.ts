import { createHash } from 'node:crypto';

/** The proven part of a message: all that a subscriber receives, without the proof itself. */
export interface ProvenMessage {
  readonly topicArn: string;
  /** The JSON document, byte for byte. */
  readonly document: string;
  /** The values of the message attributes. `origin`, where it is among them, is left out. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The content of the attribute `origin`. */
export interface Origin {
  /** When the message was signed, ISO 8601 in UTC. */
  readonly signedAt: string;
  /** The code of KMS: 32 bytes. */
  readonly mac: Uint8Array;
}

/** The message attribute that proves that a function of trailwatch sent the message. */
export const ORIGIN_ATTRIBUTE = 'origin';

/** How much of a message's size the attribute takes, with its name and type. */
export const ORIGIN_ATTRIBUTE_BYTES = 128;

/** Maximum difference between the time of the signature and that of SNS. A message that is sent again later is not proven. */
export const ORIGIN_TOLERANCE_MS = 5 * 60_000;

const VERSION = 'v1';
const FORMAT = /^v1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([A-Za-z0-9+/]{43}=)$/;

/**
 * The text that KMS computes the code of. It begins with its own words, so it is never a text from which keys are derived. Each
 * part follows its length in bytes: no two messages have the same text.
 *
 *     trailwatch-alert-v1:<SHA-256, in hexadecimal, of: topic ARN, time, document, and name and value of each attribute by name>
 */
export function toOriginText(message: ProvenMessage, signedAt: string): string {
  const hash = createHash('sha256');
  for (const part of partsOf(message, signedAt)) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return `trailwatch-alert-${VERSION}:${hash.digest('hex')}`;
}

/** The value of the attribute `origin`: version, time and code in base64. */
export function encodeOrigin({ signedAt, mac }: Origin): string {
  return `${VERSION} ${signedAt} ${Buffer.from(mac).toString('base64')}`;
}

/** The parts of the attribute; undefined for text that `encodeOrigin` did not write. */
export function parseOrigin(value: string): Origin | undefined {
  const [, signedAt, mac] = FORMAT.exec(value) ?? [];
  if (signedAt === undefined || mac === undefined) return undefined;
  return Number.isNaN(Date.parse(signedAt)) ? undefined : { signedAt, mac: Buffer.from(mac, 'base64') };
}

/** Whether a message was signed when it was published; a later copy of it was not. */
export function isSignedInTime({ signedAt }: Pick<Origin, 'signedAt'>, publishedAt: string): boolean {
  return Math.abs(Date.parse(publishedAt) - Date.parse(signedAt)) <= ORIGIN_TOLERANCE_MS;
}

function partsOf({ topicArn, document, attributes }: ProvenMessage, signedAt: string): readonly string[] {
  const named = Object.entries(attributes).filter(([name]) => name !== ORIGIN_ATTRIBUTE);
  // by UTF-16 units, which is the order of bytes for the names that SNS takes
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : 1));
  return [topicArn, signedAt, document, ...sorted.flat()];
}
