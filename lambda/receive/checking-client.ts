import { CLIENT_OPTIONS } from '../aws/client-options';

/** A message does not wait long for the proof of its sender: it is marked then. */
export const CHECKING_CLIENT = {
  maxAttempts: 2,
  requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 2_000, socketTimeout: 2_000 },
};
