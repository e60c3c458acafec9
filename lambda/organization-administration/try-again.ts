/** What a function waits with, and how much of its time is left. */
export interface Patience {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly remainingMs: () => number;
}

/**
 * Errors that end by themselves: other calls at the same time, a lost answer, and what IAM, Organizations or CloudTrail do not know
 * everywhere yet: the function's own policy, trusted access, or a role.
 */
const PASSING =
  /^(Throttling|ThrottledException|TooManyRequests|RequestLimitExceeded|SlowDown|ConcurrentModification|Conflict|ServiceException|ServiceUnavailable|ServiceFailure|InternalFailure|InternalServerError|InternalServiceError|RequestTimeout|TimeoutError|ECONNRESET|EPIPE|NetworkingError|AccessDenied|CloudTrailAccessNotEnabled|NoManagementAccountSLRExists|InsufficientDependencyServiceAccessPermission)/;

const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** For one more call with the attempts of its client, and for the answer to CloudFormation. */
const RESERVE_MS = 30_000;

/** Makes a call again while it fails with an error that ends by itself, and while there is time for it. */
export async function tryAgain<T>(call: () => Promise<T>, { wait, remainingMs }: Patience): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await call();
    } catch (error) {
      const { name = '' } = error as Partial<Error>;
      if (!PASSING.test(name) || remainingMs() < waitMs + RESERVE_MS) throw error;
      await wait(waitMs);
    }
  }
  return call();
}
