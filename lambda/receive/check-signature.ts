import { isSignedInTime, type Origin, toOriginText } from '../../lib/core/alert/mac/message-origin';
import type { Delivery } from '../../lib/core/alert/message/delivery';
import type { UnknownSender } from '../../lib/core/alert/message/message-sender';
import { CLIENT_OPTIONS } from '../aws/client-options';
import type { MacClaim } from '../aws/mac-keys';

/** Whether a code was computed with one of the keys of trailwatch. */
export type VerifyMac = (claim: MacClaim) => Promise<boolean>;

/** Why a signature proves nothing; undefined if trailwatch signed the message. */
export async function checkSignature(
  { topicArn, message: document, attributes, publishedAt }: Delivery,
  origin: Origin,
  verifyMac: VerifyMac,
): Promise<UnknownSender | undefined> {
  if (!isSignedInTime(origin, publishedAt)) return 'sent-again';
  const text = toOriginText({ topicArn, document, attributes }, origin.signedAt);
  return (await verifyMac({ text, mac: origin.mac })) ? undefined : 'other-code';
}

/** A message does not wait long for the proof of its sender: it is marked then. */
export const CHECKING_CLIENT = {
  maxAttempts: 2,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 2_000, socketTimeout: 2_000 },
};
