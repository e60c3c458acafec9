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
  'other-code': 'its signature is of another message or key',
  'sent-again': 'it was signed at another time than it was sent, such as a copy of an earlier one',
  'alarm-differs': 'CloudWatch has no alarm of this topic in this state',
  'no-alert': 'it is no alert of a version that this function knows',
  'not-checked': 'the check failed',
};

/** The words in front of the title of a message of an unknown sender. */
export const UNKNOWN_SENDER = '[UNVERIFIED SENDER]';

/** The sentence about a message of an unknown sender. */
export function renderUnknownSender(reason: UnknownSender): string {
  return `trailwatch is not proven to have sent this message: ${REASONS[reason]}. Check what it says before you act on it.`;
}
