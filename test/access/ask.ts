import { type Decision, decide } from '../../lib/core/policy/evaluation/decide';
import type { Account, Request } from '../../lib/core/policy/evaluation/request';
import type { Caller } from './matrix-callers';
import type { Wish } from './matrix-requests';
import type { Scenario } from './reference-stacks';
import { policiesFor } from './template/template-policies';

/** Decides one cell of a matrix: the policies of the scenario's templates, and what the caller has besides. */
export function askFor(
  scenario: Pick<Scenario, 'policies' | 'owner'>,
  caller: Caller,
  wish: Wish & { readonly owner?: Account },
): Decision {
  const request: Request = {
    principal: caller.principal,
    action: wish.action,
    resource: { arn: wish.arn, owner: wish.owner ?? scenario.owner },
    context: { ...wish.context, ...caller.context },
  };
  const policies = policiesFor(request, scenario.policies);
  return decide(request, { ...policies, identity: [...caller.identity, ...(policies.identity ?? [])] });
}
