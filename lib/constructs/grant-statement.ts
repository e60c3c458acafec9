import { Grant, type IGrantable, type IResourceWithPolicy } from 'aws-cdk-lib/aws-iam';
import type { OneOrMany, PolicyStatementData } from '../core/policy/policy-statement-data';

/** Who is granted something, and on what. */
export interface GrantParties {
  readonly grantee: IGrantable;
  readonly resource: IResourceWithPolicy;
  /** How the resource's own policy names the resource, where that is not as other policies do: `*` in a key policy. */
  readonly resourceSelfArns?: string[];
}

/**
 * Grants what a statement says: in the grantee's own policy, and in the resource's as well where they live in different
 * accounts.
 */
export function grantStatement(statement: PolicyStatementData, parties: GrantParties): Grant {
  return Grant.addToPrincipalOrResource({
    ...parties,
    actions: toList(statement.Action),
    resourceArns: toList(statement.Resource),
    ...(statement.Condition === undefined ? {} : { conditions: statement.Condition }),
  });
}

function toList(values: OneOrMany): string[] {
  return typeof values === 'string' ? [values] : [...values];
}
