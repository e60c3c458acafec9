import type { Request } from '../../../lib/core/policy/evaluation/request';
import {
  ELSEWHERE,
  type GuardedEstate,
  guardedEstates,
  intruders,
  ours,
  requestOf,
  type Shape,
  shapesIn,
  shapesInProtectedAccount,
} from '../../../test/access/other-teams';
import { REGION } from '../../../test/constructs/synthesize';
import type { Outcome } from '../outcome';
import type { RawStatement } from './question';
import { ask, FULL, SIMULATOR, type Simulator } from './simulator';

const HAVE_POLICIES = /^(s3|sts|kms|sqs|sns|lambda|dynamodb|events|logs):/;

/** Of the guardrails, the independent simulator denies nothing that other teams do, and everything that touches what is protected. */
export async function checkGuardrails(simulator: Simulator, outcome: Outcome): Promise<void> {
  for (const estate of guardedEstates()) {
    const teams = [
      ...requestsOf(shapesIn(ELSEWHERE, REGION, estate), ELSEWHERE),
      ...requestsOf(shapesInProtectedAccount(estate), estate.protectedAccount),
    ];
    const stopped = await resultsOf(teams, estate, simulator, (result) => result !== 'Allowed');
    outcome.check(
      stopped.length === 0 && teams.length > 50,
      `guardrails of ${estate.name}: ${teams.length} requests of other teams are allowed by ${SIMULATOR}`,
      stopped.slice(0, 10),
    );
    const attacks = intruders(estate).flatMap((principal) =>
      ours(estate).map((wish) => requestOf(principal, wish, estate.protectedAccount)),
    );
    const passed = await resultsOf(attacks, estate, simulator, (result) => !/Denied$/.test(result));
    outcome.check(
      passed.length === 0 && attacks.length > 200,
      `guardrails of ${estate.name}: ${attacks.length} requests for what is protected are denied by ${SIMULATOR}`,
      passed.slice(0, 10),
    );
  }
}

function requestsOf(shapes: readonly Shape[], owner: Request['resource']['owner']): readonly Request[] {
  return shapes.flatMap(({ principal, wishes }) => wishes.map((wish) => requestOf(principal, wish, owner)));
}

/** The requests with a result of that kind. */
async function resultsOf(
  requests: readonly Request[],
  { documents }: GuardedEstate,
  simulator: Simulator,
  isMeant: (result: string) => boolean,
): Promise<readonly string[]> {
  const of = (type: string): readonly RawStatement[] =>
    documents
      .filter(({ policyType }) => policyType === type)
      .flatMap(({ json }) => JSON.parse(json).Statement as readonly RawStatement[]);
  const policies = {
    ...{ identity: [FULL], boundary: [] },
    serviceControl: of('SERVICE_CONTROL_POLICY'),
    resourceControl: of('RESOURCE_CONTROL_POLICY'),
  };
  const found: string[] = [];
  for (const request of requests) {
    // The policy of a resource, where the service has such, allows everything, so that only guardrails can deny.
    const resource = HAVE_POLICIES.test(request.action) ? [{ ...FULL, Principal: { AWS: '*' } }] : [];
    const { overallResult, resultType, errors } = await ask({ ...policies, request, resource }, simulator);
    const result = overallResult ?? `${resultType}: ${JSON.stringify(errors)}`;
    if (isMeant(result)) found.push(`${result}: ${JSON.stringify(request)}`);
  }
  return found;
}
