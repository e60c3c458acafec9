import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { LIMITS, lengthIn } from '../../../lib/core/safe-text/destination-limits';
import { cutUnits } from '../../../lib/core/safe-text/one-line';
import { expectEvent, STACK_EVENT } from '../../../lib/core/settings/expected-event';

/** A CloudFormation request to a custom resource. */
export interface StackEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  /** The previous properties; only for Update. */
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
  /** The physical id of the resource; not for Create. */
  readonly PhysicalResourceId?: string;
}

/** The URL at which CloudFormation expects the response of a custom resource, and the request that it belongs to. */
export interface StackRequest {
  /** A signed URL of S3. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

export interface StackAnswer {
  readonly physicalId: string;
  /** Why the request failed. */
  readonly reason?: string;
  readonly data?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;

/**
 * Responds to CloudFormation. Throws if the response cannot be delivered, so that Lambda calls the function again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerStack(request: StackRequest, answer: StackAnswer): Promise<void> {
  const body = toBody(request, answer);
  // the URL is signed without a content type
  const headers = { 'content-type': '' };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { ok, status } = await fetch(request.ResponseURL, { method: 'PUT', headers, body, signal });
  if (!ok) throw new Error(`CloudFormation did not accept the response: status ${status}`);
}

/** The response, whose reason is cut where the whole would be too long. */
function toBody(
  { StackId, RequestId, LogicalResourceId }: StackRequest,
  { physicalId, reason, data }: StackAnswer,
): string {
  const { most, unit } = LIMITS.stackResponse;
  let units = reason?.length ?? 0;
  for (;;) {
    const body = JSON.stringify({
      Status: reason === undefined ? 'SUCCESS' : 'FAILED',
      ...{ StackId, RequestId, LogicalResourceId, PhysicalResourceId: physicalId },
      ...(reason === undefined ? {} : { Reason: cutUnits(reason, units) }),
      ...(data === undefined ? {} : { Data: data }),
    });
    const surplus = lengthIn(unit, body) - most;
    if (surplus <= 0 || units <= 1) return body;
    // No unit takes more than six bytes of JSON.
    units -= Math.ceil(surplus / 6);
  }
}

/**
 * The handler of a custom resource, called by CloudFormation during a deployment: it answers with the outcome of a request, and
 * logs it with the changes that were made.
 */
export function stackHandler(
  serviceName: string,
  follow: (
    event: StackEvent & StackRequest,
    context: Context,
  ) => Promise<StackAnswer & { readonly changes?: readonly string[] }>,
) {
  const logger = new Logger({ serviceName });
  return async (event: StackEvent & StackRequest, context: Context): Promise<void> => {
    expectEvent(event, STACK_EVENT);
    logger.addContext(context);
    const { data, ...outcome } = await follow(event, context);
    // the request holds a signed URL, and is not logged
    logger.info('request followed', { requestType: event.RequestType, ...outcome });
    await answerStack(event, { ...outcome, ...(data === undefined ? {} : { data }) });
  };
}
