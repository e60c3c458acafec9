import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
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

const MAX_REASON_CHARACTERS = 1000;
const TIMEOUT_MS = 10_000;

/**
 * Responds to CloudFormation. Throws if the response cannot be delivered, so that Lambda calls the function again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerStack(request: StackRequest, answer: StackAnswer): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = request;
  const body = JSON.stringify({
    Status: answer.reason === undefined ? 'SUCCESS' : 'FAILED',
    ...{ StackId, RequestId, LogicalResourceId, PhysicalResourceId: answer.physicalId },
    ...(answer.reason === undefined ? {} : { Reason: answer.reason.slice(0, MAX_REASON_CHARACTERS) }),
    ...(answer.data === undefined ? {} : { Data: answer.data }),
  });
  // the URL is signed without a content type
  const headers = { 'content-type': '' };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { ok, status } = await fetch(request.ResponseURL, { method: 'PUT', headers, body, signal });
  if (!ok) throw new Error(`CloudFormation did not accept the response: status ${status}`);
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
