/**
 * Who sent a message of the alert topic. Anyone who may publish to the topic can send anything.
 *
 * - `trailwatch`: a function of trailwatch signed it
 * - `cloudwatch`: its text is that of the alarm that it names
 * - `unknown`: neither is proven
 */
export type MessageSender =
  | { readonly kind: 'trailwatch' }
  | { readonly kind: 'cloudwatch' }
  | { readonly kind: 'unknown'; readonly reason: UnknownSender };

/** Why the sender of a message is not known. */
export type UnknownSender =
  | 'unsigned'
  | 'other-code'
  | 'sent-again'
  | 'alarm-differs'
  | 'no-alert'
  | 'not-checked';

const REASONS: Readonly<Record<UnknownSender, string>> = {
  unsigned: 'it is not signed',
  'other-code': 'its signature is for another message or key',
  'sent-again': 'it was signed at a different time than it was sent, as with a copy of an earlier message',
  'alarm-differs': 'CloudWatch has no alarm in this state for this topic',
  'no-alert': 'it is not an alert of a version that this function supports',
  'not-checked': 'the check failed',
};

/** The words in front of the title of a message of an unknown sender. */
export const UNKNOWN_SENDER = '[UNVERIFIED SENDER]';

/** The sentence about a message of an unknown sender. */
export function renderUnknownSender(reason: UnknownSender): string {
  return `This message is not proven to be from trailwatch: ${REASONS[reason]}. Verify what it says before you act on it.`;
}
