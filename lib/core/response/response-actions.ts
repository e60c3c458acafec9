import type { ResponseActionName } from '../settings/responder-settings';
import { attachGuardrail } from './action/attach-guardrail';
import { blockPublicBucket } from './action/block-public-bucket';
import { disableAccessKey } from './action/disable-access-key';
import { isolateInstance } from './action/isolate-instance';
import { revokeIngress } from './action/revoke-ingress';
import { revokeSessions } from './action/revoke-sessions';
import { startLogging } from './action/start-logging';
import type { ResponseAction } from './response-action';

/** Every action by its name. */
export const RESPONSE_ACTIONS: Readonly<Record<ResponseActionName, ResponseAction>> = {
  'start-logging': startLogging,
  'block-public-bucket': blockPublicBucket,
  'revoke-ingress': revokeIngress,
  'disable-access-key': disableAccessKey,
  'revoke-sessions': revokeSessions,
  'attach-guardrail': attachGuardrail,
  'isolate-instance': isolateInstance,
};
