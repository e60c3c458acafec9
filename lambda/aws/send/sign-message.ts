import type { KMSClient } from '@aws-sdk/client-kms';
import type { MacKey } from '../../../lib/core/alert/mac/mac-key';
import { encodeOrigin, type ProvenMessage, toOriginText } from '../../../lib/core/alert/mac/message-origin';
import { generateMac } from '../mac-keys';

/** The value of the attribute that proves a message's origin; undefined when KMS did not compute a code. */
export type SignMessage = (message: ProvenMessage, nowMs: number) => Promise<string | undefined>;

/** What signs messages, and what reports a code that was not computed. */
interface MessageSigner {
  readonly client: KMSClient;
  readonly keyArn: string;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
  /** The timeout for KMS. An alert waits no longer for its signature. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 2_000;

/** The time without requests to KMS after a failure: thousands of alerts must not each wait for KMS. */
const PAUSE_MS = 30_000;

/**
 * Signs messages, with a KMS call for each. An alert is more important than its signature: if KMS does not respond, it is sent
 * unsigned, and subscribers that verify mark it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export function signMessageWith({
  client,
  keyArn,
  warn,
  timeoutMs = TIMEOUT_MS,
}: MessageSigner): SignMessage {
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  return async (message, nowMs) => {
    if (nowMs < pausedUntilMs) return undefined;
    const signedAt = new Date(nowMs).toISOString();
    try {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const request = { client, keyArn, message: toOriginText(message, signedAt), abortSignal };
      const mac = await Promise.race([generateMac(request), rejectAtAbort(abortSignal)]);
      return encodeOrigin({ signedAt, mac });
    } catch (error) {
      pausedUntilMs = nowMs + PAUSE_MS;
      warn('KMS did not sign an alert; this alert and those that follow are sent without a signature', {
        keyArn,
        pauseSeconds: PAUSE_MS / 1000,
        problem: String(error),
      });
      return undefined;
    }
  };
}

/**
 * Rejects when a signal is aborted. The signal of a client ends only the request itself: the caller would still wait for steps
 * before it, such as loading credentials.
 */
function rejectAtAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const PROVEN = /^(\{"trailwatch":.*),"mac":"([\w-]+)"\}$/s;

/** Signs a message that a function sends to its own queue. Permission to send to the queue is not enough to write one. */
export async function proveOwnMessage(macKey: () => Promise<MacKey>, body: string): Promise<string> {
  // What is put back is a notification of AWS, or has its code.
  if (!body.startsWith('{"trailwatch":') || PROVEN.test(body)) return body;
  return `${body.slice(0, -1)},"mac":"${(await macKey()).sign(['message', body])}"}`;
}

/** Whether a function sent a message to its own queue. */
export async function isOwnMessage(macKey: () => Promise<MacKey>, body: string): Promise<boolean> {
  const [, text, mac] = PROVEN.exec(body) ?? [];
  return text !== undefined && (await macKey()).verify(['message', `${text}}`], mac);
}
