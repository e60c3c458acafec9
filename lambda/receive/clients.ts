/** A call that hangs is tried again well before the function's own time is up. */
export const CLIENT = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

/** A message does not wait long for the proof of its sender: it is marked then. */
export const CHECKING_CLIENT = {
  maxAttempts: 2,
  requestHandler: { ...CLIENT.requestHandler, requestTimeout: 2_000, socketTimeout: 2_000 },
};
