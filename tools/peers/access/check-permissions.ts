import { compactPolicy } from '../../../lib/core/policy/permission/least-privilege';
import { UsedPermissions } from '../../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { readCalls } from '../../../test/core/calls/read-calls';
import type { Outcome } from '../outcome';
import { type LoggedRequest, loggedRuns, onceMore, requestsOf } from './logged-runs';
import type { RawStatement } from './question';
import { ask, SIMULATOR, type Simulator } from './simulator';

/** Fewer would prove little. */
const FEWEST = { logged: 500, again: 5, passed: 20 };

/** A policy of `permissions` allows the calls of its log, and the same calls made once more, as an independent simulator of IAM decides. */
export async function checkPermissions(simulator: Simulator, outcome: Outcome): Promise<void> {
  const count = { allowed: 0, again: 0, refused: 0, passed: 0 };
  const denied: string[] = [];
  for (const run of loggedRuns()) {
    const used = new UsedPermissions(readCalls);
    for (const record of run) used.take(record);
    const { policy } = compactPolicy(used.actions);
    const identity = policy.Statement.map((each): RawStatement => ({ ...each }));
    const first = distinct(run);
    for (const [key, request] of distinct([...run, ...onceMore(run)])) {
      const kind = first.has(key) ? 'allowed' : 'again';
      const answer = await isAllowed(request, identity, simulator);
      if (answer === undefined) count.refused += 1;
      else if (answer) count[kind] += 1;
      else denied.push(`${kind}: ${JSON.stringify(request)}`);
      if (answer === true && request.action === 'iam:PassRole') count.passed += 1;
    }
  }
  outcome.check(
    denied.length === 0 &&
      count.allowed >= FEWEST.logged &&
      count.again >= FEWEST.again &&
      count.passed >= FEWEST.passed,
    `permissions: policies of logs allow their ${count.allowed} requests and ${count.again} others that the next run makes, ${count.passed} of them iam:PassRole, by ${SIMULATOR}`,
    [`${denied.length} are denied`, ...denied.slice(0, 20)],
  );
  if (count.refused > 0) outcome.note(`${count.refused} that the simulator refuses are left out`);
}

function distinct(records: readonly CloudTrailRecord[]): ReadonlyMap<string, LoggedRequest> {
  return new Map(records.flatMap(requestsOf).map((each) => [JSON.stringify(each), each]));
}

/** Undefined if the simulator refuses the question. */
async function isAllowed(
  { action, resource, account }: LoggedRequest,
  identity: readonly RawStatement[],
  simulator: Simulator,
): Promise<boolean | undefined> {
  const owner = { id: account };
  const principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/ann`, account: owner } as const;
  const none: readonly RawStatement[] = [];
  // As CDK and the console write it: the policies of the account decide.
  const ofKey: RawStatement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const answer = await ask(
    {
      request: { principal, action, resource: { arn: resource, owner } },
      ...{
        identity,
        resource: action.startsWith('kms:') ? [ofKey] : none,
        boundary: none,
        serviceControl: none,
        resourceControl: none,
      },
    },
    simulator,
  );
  return answer.resultType === 'error' ? undefined : answer.overallResult === 'Allowed';
}
