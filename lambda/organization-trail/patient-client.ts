import { type CloudTrailClient, DeleteTrailCommand, GetTrailCommand } from '@aws-sdk/client-cloudtrail';

/** What policies, roles and keys that were just made may answer until they are known everywhere, and what passes by itself. */
const NOT_YET =
  /^(AccessDenied|Insufficient|InvalidCloudWatchLogs|CloudWatchLogsDeliveryUnavailable|KmsException|Conflict|Throttling|Timeout)/;

/** Calls that answer for themselves that a trail is not there. After any other, it was there a moment ago. */
const MAY_FIND_NONE = [GetTrailCommand, DeleteTrailCommand];

/** The waits of one request of CloudFormation, however many calls it takes. */
const WAITS_MS = [5_000, 10_000, 20_000, 40_000];

/** The client of one request: it makes a call again that fails for a while, until the waits are used up. */
export function patientClientOf(
  client: Pick<CloudTrailClient, 'send'>,
  wait: (milliseconds: number) => Promise<void>,
): Pick<CloudTrailClient, 'send'> {
  const waits = [...WAITS_MS];
  const send = async (command: Parameters<CloudTrailClient['send']>[0]): Promise<unknown> => {
    for (;;) {
      try {
        return await client.send(command);
      } catch (error) {
        const waitMs = isTemporary(error as Failure, command) ? waits.shift() : undefined;
        if (waitMs === undefined) throw error;
        await wait(waitMs);
      }
    }
  };
  return { send: send as CloudTrailClient['send'] };
}

interface Failure {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function isTemporary({ name = '', $metadata }: Failure, command: object): boolean {
  if (name === 'TrailNotFoundException') return !MAY_FIND_NONE.some((one) => command instanceof one);
  return NOT_YET.test(name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}
