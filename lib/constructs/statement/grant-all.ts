import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';

/** Grants what statements say, in the grantee's own policy. There must be one at least. */
export function grantAll(grantee: IGrantable, statements: readonly PolicyStatementData[]): Grant {
  const grants = statements.map(({ Action, Resource: resources, Condition }) =>
    Grant.addToPrincipal({
      grantee,
      actions: [Action].flat() as string[],
      resourceArns: [resources].flat() as string[],
      ...(Condition === undefined ? {} : { conditions: { ...Condition } }),
    }),
  );
  return grants.reduce((one, other) => one.combine(other));
}
