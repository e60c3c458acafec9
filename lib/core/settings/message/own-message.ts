import { isJsonObject, type JsonObject, parseJson } from '../../json/json-value';

/** How the body of a message of one kind is written. */
export interface OwnMessageFormat<Message> {
  /** Distinguishes it from messages of other kinds and from notifications of AWS. */
  readonly kind: string;
  /** The message of a body's members; undefined if some are missing or of another type. */
  readonly read: (members: JsonObject) => Message | undefined;
}

/** The one codec of the messages that functions send to their own queues. */
export interface OwnMessageCodec<Message> {
  /** In ASCII: SQS refuses some characters that records may hold. */
  encode(message: Message): string;
  /**
   * The message of a body; undefined for a body of any other kind.
   *
   * @throws if the body is of this kind, but not complete
   */
  decode(body: string): Message | undefined;
}

const VERSION = 1;

/** Makes the codec of one kind of message. */
export function ownMessageCodec<Message extends object>({
  kind,
  read,
}: OwnMessageFormat<Message>): OwnMessageCodec<Message> {
  return {
    encode: (message) => toAscii(JSON.stringify({ trailwatch: kind, version: VERSION, ...message })),
    decode: (body) => {
      // Most messages are notifications of S3: nothing is parsed twice for them.
      if (!body.includes(`"trailwatch":"${kind}"`)) return undefined;
      const members = parseJson(body);
      if (!isJsonObject(members) || members.trailwatch !== kind) return undefined;
      const message = members.version === VERSION ? read(members) : undefined;
      if (message !== undefined) return message;
      throw new Error(
        `the '${kind}' message is incomplete or of another version; expected version ${VERSION}`,
      );
    },
  };
}

/** How far a clock of EventBridge may be ahead. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/**
 * Refuses the message of a schedule with a time in the future. Callers that may send to the queue can name any
 * hour.
 *
 * @param what the message, in words
 * @throws if the time is ahead of the clock
 */
export function requirePast(what: string, timeMs: number, nowMs: number): void {
  if (timeMs > nowMs + MAX_AHEAD_MS)
    throw new Error(`${what} is ahead of its time: EventBridge did not send it`);
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
