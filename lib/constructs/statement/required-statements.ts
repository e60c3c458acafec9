import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct, IDependable } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { renderPolicy, toPolicyStatement } from './policy-length';

/** A resource that this app does not manage, and whose policy must contain certain statements. */
export interface PolicyOwner {
  /** The construct that represents it here; problems are reported on it. */
  readonly scope: IConstruct;
  /** The name of the resource type: `bucket`, `key`, … */
  readonly noun: string;
  /** The principal that needs the statements; CloudTrail if absent. */
  readonly needer?: string;
  /** The property that asserts the statements, with its value; `policyManagedElsewhere: true` if absent. */
  readonly remedy?: string;
  readonly arn: string;
  readonly add: (statement: PolicyStatement) => AddToResourcePolicyResult;
  /** The user has asserted that the statements exist. */
  readonly managedElsewhere: boolean;
}

/** Statements for copy and paste, without duplicates: several readers of a stack need the same. */
export function renderStatements(scope: IConstruct, statements: readonly object[]): string {
  const texts = statements.map((statement) => renderPolicy(scope, statement));
  return JSON.stringify(
    [...new Set(texts)].map((text) => JSON.parse(text)),
    undefined,
    2,
  );
}

/**
 * Adds the statements to the resource's policy, and returns the dependencies that must be deployed before they take effect. A
 * policy that cannot be changed (an imported resource's) fails the synthesis with the statements to add, unless the user
 * asserts that they exist: without them, no log file would be delivered, without any message.
 */
export function requireStatements(
  owner: PolicyOwner,
  statements: readonly PolicyStatementData[],
): readonly IDependable[] {
  if (owner.managedElsewhere) return [];
  const results = statements.map((statement) => ({
    statement,
    result: owner.add(toPolicyStatement(statement)),
  }));
  const missing = results.filter(({ result }) => !result.statementAdded);
  if (missing.length > 0)
    reportMissing(
      owner,
      missing.map(({ statement }) => statement),
    );
  return results.flatMap(({ result }) => result.policyDependable ?? []);
}

/** The statements that the synthesis reports as missing, by construct and by the principal that needs them. */
const MISSING = new WeakMap<IConstruct, Map<string, PolicyStatementData[]>>();

/** Fails the synthesis with the statements to add: one message per principal and policy. */
export function reportMissing(
  owner: Pick<PolicyOwner, 'scope' | 'noun' | 'arn' | 'needer' | 'remedy'>,
  statements: readonly PolicyStatementData[],
): void {
  const { scope, noun, arn, needer = 'CloudTrail', remedy = 'policyManagedElsewhere: true' } = owner;
  const reports = MISSING.get(scope) ?? new Map<string, PolicyStatementData[]>();
  MISSING.set(scope, reports);
  const key = JSON.stringify([noun, needer, remedy]);
  const known = reports.get(key);
  if (known !== undefined) {
    known.push(...statements);
    return;
  }
  const missing = [...statements];
  reports.set(key, missing);
  scope.node.addValidation({
    validate: () => [
      `the policy of the imported ${noun} ${renderPolicy(scope, arn)} cannot be changed from this app, and ${needer} ` +
        `needs these statements in it; add them where the ${noun} is defined, then set ${remedy}\n` +
        renderStatements(scope, missing),
    ],
  });
}
