import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { proveRequestBy } from '../../../lambda/aws/prove-request';

const StackId =
  'arn:aws:cloudformation:eu-central-1:111122223333:stack/Audit/0a1b2c3d-0000-4000-8000-000000000000';

/** Asks for a proof; the stack has a status, after some calls have failed. */
async function proofWith(status: string | undefined, faults: readonly string[] = []) {
  const waits: number[] = [];
  const asked: unknown[] = [];
  const left = [...faults];
  const send = async ({ input }: { readonly input: unknown }) => {
    asked.push(input);
    const name = left.shift();
    if (name !== undefined) throw Object.assign(new Error('not authorized'), { name });
    return { Stacks: status === undefined ? [] : [{ StackStatus: status }] };
  };
  const client = { send: send as unknown as CloudFormationClient['send'] };
  const prove = proveRequestBy({ client, wait: async (milliseconds) => void waits.push(milliseconds) });
  const reason = await prove({ StackId }).then(
    () => undefined,
    ({ name, message }: Error) => `${name}: ${message}`,
  );
  return { reason, waits, asked };
}

test.each([
  'CREATE_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
])('takes a request while the stack is in %s', async (status) => {
  expect(await proofWith(status)).toEqual({ reason: undefined, waits: [], asked: [{ StackName: StackId }] });
});

test.each([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'DELETE_COMPLETE',
  'REVIEW_IN_PROGRESS',
  undefined,
])('fails with a request while the stack is in %s', async (status) => {
  const { reason } = await proofWith(status);
  expect(reason).toBe(
    `UnexpectedRequest: CloudFormation sends no requests while the status of ${StackId} is ${status}`,
  );
});

test('waits for the policy of a role that was just created', async () => {
  const { reason, waits } = await proofWith('CREATE_IN_PROGRESS', ['AccessDenied', 'Throttling']);
  expect({ reason, waits }).toEqual({ reason: undefined, waits: [2_000, 5_000] });
});

test('fails with a request in the name of a stack that the role may not describe', async () => {
  const { reason, waits } = await proofWith('DELETE_IN_PROGRESS', Array(5).fill('AccessDenied'));
  expect(reason).toBe('AccessDenied: not authorized');
  expect(waits).toHaveLength(4);
});

test('fails at once on what does not pass', async () => {
  const { reason, waits } = await proofWith('DELETE_IN_PROGRESS', ['ValidationError']);
  expect({ reason, waits }).toEqual({ reason: 'ValidationError: not authorized', waits: [] });
});
