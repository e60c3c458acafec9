import { Token, TokenComparison } from 'aws-cdk-lib';
import { Grant, type IGrantable, type IResourceWithPolicy } from 'aws-cdk-lib/aws-iam';
import type { OneOrMany, PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toReaderConditions } from './reader-conditions';
import { toPolicyStatement } from './to-policy-statement';

/** Who is granted something, and on what. */
export interface GrantParties {
  readonly grantee: IGrantable;
  readonly resource: IResourceWithPolicy;
  /**
   * What the resource's own policy says instead, where it cannot say the same: a key's must not name the bucket
   * that names it.
   */
  readonly ownStatement?: PolicyStatementData;
  /** `o-…`: who is granted something by the resource's own policy must be in it. */
  readonly organizationId?: string;
}

/**
 * Grants what a statement says: in the grantee's own policy, and in the resource's as well where they live in
 * different accounts or the grantee has no policy.
 */
export function grantStatement(statement: PolicyStatementData, parties: GrantParties): Grant {
  const { grantee, resource, ownStatement = statement, organizationId } = parties;
  const request = {
    grantee,
    actions: toList(statement.Action),
    resourceArns: toList(statement.Resource),
    ...(statement.Condition === undefined ? {} : { conditions: statement.Condition }),
  };
  const granted = Grant.addToPrincipal(request);
  if (granted.success && isOfAccount(grantee, resource)) return granted;
  const own = toPolicyStatement(ownStatement);
  own.addPrincipals(grantee.grantPrincipal);
  own.addConditions(toReaderConditions(grantee, organizationId));
  const admitted = Grant.addStatementToResourcePolicy({ ...request, resource, statement: own });
  return granted.success ? granted.combine(admitted) : admitted;
}

/** As the CDK's own grants see it: accounts that are not known count as one. */
function isOfAccount(grantee: IGrantable, resource: IResourceWithPolicy): boolean {
  const account = grantee.grantPrincipal.principalAccount;
  if (account === undefined) return false;
  const comparison = Token.compareStrings(resource.env.account, account);
  return comparison === TokenComparison.SAME || comparison === TokenComparison.BOTH_UNRESOLVED;
}

function toList(values: OneOrMany): string[] {
  return typeof values === 'string' ? [values] : [...values];
}
