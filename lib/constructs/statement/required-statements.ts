import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct, IDependable } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { renderPolicy, toPolicyStatement } from './policy-length';

/** A resource that this app does not manage, whose policy must contain certain statements. */
export interface PolicyOwner {
  /** The construct that stands for it here; problems are reported there. */
  readonly scope: IConstruct;
  /** What people call it: `bucket`, `key`, … */
  readonly noun: string;
  /** Who needs the statements; CloudTrail if absent. */
  readonly needer?: string;
  /** The property that says that they are there, set; `policyManagedElsewhere: true` if absent. */
  readonly remedy?: string;
  readonly arn: string;
  readonly add: (statement: PolicyStatement) => AddToResourcePolicyResult;
  /** The user has said that the statements are there. */
  readonly managedElsewhere: boolean;
}

/** Statements as people paste them, each once: several readers of a stack need the same. */
export function renderStatements(scope: IConstruct, statements: readonly object[]): string {
  const texts = statements.map((statement) => renderPolicy(scope, statement));
  return JSON.stringify(
    [...new Set(texts)].map((text) => JSON.parse(text)),
    undefined,
    2,
  );
}

/**
 * Adds the statements to the resource's policy, and gives what must be deployed before they hold. A policy that
 * cannot be changed from here (an imported resource's) makes synth fail with the statements to add, unless the
 * user says that they are there: without them no log file would ever arrive, and nothing would say so.
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

/** What synth reports as missing, by what stands for the resource and by who needs it. */
const MISSING = new WeakMap<IConstruct, Map<string, PolicyStatementData[]>>();

/** Makes synth fail with the statements to add: once for all that the same needs in the same policy. */
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
