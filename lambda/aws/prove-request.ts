import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { StackRequest } from './change/answer-stack';

/** Throws unless CloudFormation may have sent the request. */
export type ProveRequest = (request: Pick<StackRequest, 'StackId'>) => Promise<void>;

export interface ProofPorts {
  readonly client: Pick<CloudFormationClient, 'send'>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Errors for a role whose policy was just created, and transient errors. */
const NOT_YET = /^(AccessDenied|Throttling|Timeout|InternalFailure|ServiceUnavailable)/;

const WAITS_MS = [2_000, 5_000, 10_000, 20_000];

/**
 * Anyone who may invoke the function could send it a request, such as a deletion of the stack's resource. CloudFormation sends
 * requests only during an operation on the stack, so a request at any other time is rejected. The role may describe only the
 * stack of the function: a request in the name of another stack is also rejected.
 */
export function proveRequestBy({ client, wait }: ProofPorts): ProveRequest {
  return async ({ StackId }) => {
    const { status } = await patiently(wait, () => findStack(client, StackId));
    if (isAtWork(status)) return;
    throw unexpected(`CloudFormation sends no requests while the status of ${StackId} is ${status}`);
  };
}

/** What CloudFormation says of a stack. */
export interface FoundStack {
  readonly status: string | undefined;
  /** When CloudFormation began to create the stack, or to update it the last time. */
  readonly began: Date | undefined;
}

/** What CloudFormation says of a stack, by its id. */
export async function findStack(
  client: Pick<CloudFormationClient, 'send'>,
  StackName: string,
): Promise<FoundStack> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return { status: stack?.StackStatus, began: stack?.LastUpdatedTime ?? stack?.CreationTime };
}

/** A stack in review has a change set that was not executed. */
function isAtWork(status = ''): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

function unexpected(message: string): Error {
  return Object.assign(new Error(message), { name: 'UnexpectedRequest' });
}

async function patiently<T>(wait: ProofPorts['wait'], ask: () => Promise<T>): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!NOT_YET.test((error as Partial<Error>).name ?? '')) throw error;
      await wait(waitMs);
    }
  }
  return ask();
}
