/** A message to oneself: look again for the records behind an alarm. */
export interface LookMessage {
  readonly alarmName: string;
  /** When: the end of the stretch to look at. */
  readonly atMs: number;
}

const KIND = 'alarm-look';

/** The body of the message, in ASCII: SQS refuses some characters that names may hold. */
export function encodeLookMessage(message: LookMessage): string {
  const text = JSON.stringify({ trailwatch: KIND, version: 1, ...message });
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The message in a body; undefined for a body of any other kind. Throws on one that is not whole. */
export function decodeLookMessage(body: string): LookMessage | undefined {
  if (!body.startsWith(`{"trailwatch":"${KIND}"`)) return undefined;
  const { alarmName, atMs } = JSON.parse(body) as Partial<LookMessage>;
  if (typeof alarmName !== 'string' || typeof atMs !== 'number') {
    throw new Error('a message to look again lacks its alarm or its time; this handler did not write it');
  }
  return { alarmName, atMs };
}
