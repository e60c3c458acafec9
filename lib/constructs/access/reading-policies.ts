import { ManagedPolicy, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { toGroupsThatFit } from '../../core/policy/guardrail/pack-guardrails';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import {
  toDecryptStatement,
  toGetStatement,
  toListStatement,
  toReaderRoleStatements,
} from '../../core/policy/reader-statements';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { checkCount, MAX_POLICY_LENGTH, toLongest, toPolicyStatement } from '../statement/policy-length';

/** The files that a role reads. Every string may be a CDK token. */
export interface Reading {
  readonly roleName: string;
  readonly bucketArn: string;
  readonly keyArn?: string;
  readonly keyPatterns: readonly string[];
  /** ISO 8601, in UTC. */
  readonly validUntil?: string;
  readonly enabled: boolean;
}

const WHY_WILDCARDS = {
  's3:GetObject': 'CloudTrail names the files; the patterns end at the folders that are shared',
};

/**
 * Grants a role read access, with as many managed policies as required. Each policy gets, lists and decrypts some of the
 * folders on its own, so that a role that loses one of them can read less, and never more.
 *
 * The patterns are not shortened: a single `CloudTrail*` for every kind of file would also match the results of CloudTrail Lake
 * (`CloudTrail-Lake/Query/…`), and with a Region after it, the `*` would match across folders.
 */
export function createReadingPolicies(scope: Construct, role: Role, reading: Reading): void {
  const groups = reading.enabled ? toGroups(scope, reading) : [reading.keyPatterns];
  for (const [index, keyPatterns] of groups.entries()) {
    // all policies have the same description, because IAM replaces a policy whose description changes
    const policy = new ManagedPolicy(scope, index === 0 ? 'Reading' : `Reading${index + 1}`, {
      description: `What the role ${reading.roleName} reads`,
      statements: toStatements({ ...reading, keyPatterns }).map((statement) => toPolicyStatement(statement)),
      roles: [role],
    });
    acknowledgeWildcards(policy, WHY_WILDCARDS);
  }
  checkCount(scope, {
    whose: 'readable',
    remedy: 'name fewer accounts, Regions or folders in readable, and create a second role',
    count: () => groups.length,
  });
}

/** Policies are measured with maximum lengths, so that their number depends only on what is shared. */
function toGroups(scope: Construct, reading: Reading): readonly (readonly string[])[] {
  const longest = (text: string) => String(toLongest(scope, text));
  const keyPatterns = [...new Set(reading.keyPatterns)];
  const standIns = new Map(
    keyPatterns.map((pattern, index) => [pattern, toStandIn(longest(pattern), index)] as const),
  );
  const { keyArn, validUntil } = reading;
  const measured = {
    roleName: reading.roleName,
    bucketArn: longest(reading.bucketArn),
    ...(keyArn === undefined ? {} : { keyArn: longest(keyArn) }),
    ...(validUntil === undefined ? {} : { validUntil }),
    enabled: true,
  };
  return toGroupsThatFit(keyPatterns, (group) => {
    const patterns = group.map((pattern) => standIns.get(pattern) ?? pattern);
    const Statement = toStatements({ ...measured, keyPatterns: patterns });
    return JSON.stringify({ Statement, Version: '2012-10-17' }).length <= MAX_POLICY_LENGTH;
  });
}

/** A unique text of the same length in JSON: patterns that differ only in references must all be counted. */
function toStandIn(text: string, index: number): string {
  return String(index).padEnd(JSON.stringify(text).length - 2, '*');
}

function toStatements(reading: Reading): readonly PolicyStatementData[] {
  const { bucketArn, keyArn, keyPatterns, validUntil, enabled } = reading;
  const bucket = { bucketArn };
  const statements = [
    toGetStatement(bucket, keyPatterns),
    toListStatement(bucket, keyPatterns),
    ...(keyArn === undefined ? [] : [toDecryptStatement(keyArn, bucket)]),
  ];
  return toReaderRoleStatements({ statements, ...(validUntil === undefined ? {} : { validUntil }) }, enabled);
}
