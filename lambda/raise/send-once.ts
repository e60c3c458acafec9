import { sha256Hex } from '../../lib/core/record/sha256';
import type { RaisePorts } from './ports/raise-ports';

/** A message of a claim is under way, or done, long before. */
const REMEMBER_SECONDS = 24 * 60 * 60;

/** What a message is sent with. */
interface SendingOnce {
  readonly ports: Pick<RaisePorts, 'nowMs' | 'claimItem' | 'settleClaim' | 'sendMessage'>;
  readonly settings: { readonly leaseSeconds: number };
  readonly newOwner: () => string;
}

/** A message for the function's own queue. */
export interface OnceMessage {
  readonly body: string;
  readonly delaySeconds: number;
  /** The partition of the table, and what is sent once there. */
  readonly window: string;
  readonly name: string;
}

/**
 * Sends a message unless it is known to be sent under its name. No clock of a handler decides that: one that dies before the message is
 * sent leaves a claim that others do not wait for, and a message too many is work too many.
 */
export async function sendOnce(
  { ports, settings, newOwner }: SendingOnce,
  { body, delaySeconds, window, name }: OnceMessage,
): Promise<void> {
  const nowMs = ports.nowMs();
  const claim = {
    ...{ window, item: sha256Hex(name), owner: newOwner() },
    leaseUntilMs: nowMs + settings.leaseSeconds * 1000,
    expiresAtSeconds: Math.floor(nowMs / 1000) + REMEMBER_SECONDS,
  };
  const answer = await ports.claimItem({ ...claim, status: 'sending', nowMs });
  if (answer.kind === 'settled') return;
  await ports.sendMessage(body, delaySeconds);
  if (answer.kind === 'won') await ports.settleClaim(claim, 'sent');
}
