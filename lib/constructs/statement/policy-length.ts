import { Stack, Token } from 'aws-cdk-lib';
import { type IGrantable, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type {
  OneOrMany,
  PolicyStatementData,
  RoleStatementData,
  TrustStatementData,
} from '../../core/policy/policy-statement-data';
import { partitionOfRegion } from '../preflight/check-partition';
import { warnOf } from '../preflight/report-finding';
import { flattenReferences } from './references';

/** The IAM quota of a managed policy, not counting white space (IAM User Guide, "IAM and AWS STS quotas"). */
export const MAX_POLICY_LENGTH = 6144;

/** Values that are known only at deployment, at their maximum length in any partition and commercial Region. */
const MAX_NAMES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '111122223333',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

// a key ARN, which is longer than that of a bucket whose name has 63 characters
const MAX_ARN = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-${'0'.repeat(32)}`;

/** A value for the template, with strings of the maximum length in place of references: for measuring only. */
export function toLongest(scope: Construct, value: unknown): unknown {
  const resolved = JSON.stringify(Stack.of(scope).resolve(value));
  return flattenReferences(
    JSON.parse(resolved, (_, item) => withoutFunctions(item)),
    (name) => MAX_NAMES[name] ?? MAX_ARN,
  );
}

/** Intrinsic functions are treated like references; only joins of literal lists are evaluated. */
function withoutFunctions(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const [[name, value] = ['']] = Object.entries(item);
  const isJoin = name === 'Fn::Join' && Array.isArray(value) && Array.isArray(value[1]);
  return name.startsWith('Fn::') && !isJoin ? { Ref: name } : item;
}

/**
 * A part of a policy for copy and paste: values that the stack knows are filled in, and values that are known only at
 * deployment appear as `${AWS::Partition}` or `${LogicalId.Attribute}`.
 */
export function renderPolicy(scope: Construct, value: unknown): string {
  const stack = Stack.of(scope);
  const known = knownNames(stack);
  const flat = flattenReferences(stack.resolve(value), (name) => known.get(name) ?? `\${${name}}`);
  return typeof flat === 'string' ? flat : JSON.stringify(flat, undefined, 2);
}

function knownNames({ account, region }: Stack): ReadonlyMap<string, string> {
  const partition = partitionOfRegion(region);
  const suffix = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).domainSuffix;
  const names = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': suffix,
  };
  return new Map(
    Object.entries(names).flatMap(([name, text]) =>
      text === undefined || Token.isUnresolved(text) ? [] : [[name, text] as const],
    ),
  );
}

/** The CDK's form of a statement that is given as data. */
export function toPolicyStatement(statement: TrustStatementData): PolicyStatement {
  return PolicyStatement.fromJson(statement);
}

/**
 * The quota of managed policies per role: the default, and what AWS raises it to at most (IAM User Guide, "IAM and AWS STS quotas",
 * November 2026).
 */
const DEFAULT_POLICIES = 10;
const MAX_POLICIES = 25;

/** A part of this length fits into a managed policy, with its actions and conditions, and with the CDK's estimate of references. */
const PART_LENGTH = 4_800;

/** A name or ARN that only the deployment knows is no longer. */
const TOKEN_LENGTH = 84;

/**
 * An allowing statement as several, each with some of its resources, or of the prefixes that it may list. The CDK divides the
 * policy of a role that is too long among managed policies, but never a statement; IAM refuses one that no policy has room for.
 */
export function inParts(statement: PolicyStatementData): readonly PolicyStatementData[] {
  const { Resource, Condition } = statement;
  const { 's3:prefix': prefixes = '', ...others } = Condition?.StringLike ?? {};
  if (prefixes === '') return parted(Resource).map((part) => ({ ...statement, Resource: part }));
  return parted(prefixes).map((part) => ({
    ...statement,
    Condition: { ...Condition, StringLike: { ...others, 's3:prefix': part } },
  }));
}

/** Adds an allowing statement to the policy of a role, as the parts of {@link inParts} if it names resources. */
export function addInParts(role: Role, statement: RoleStatementData): void {
  const parts = 'Resource' in statement ? inParts(statement) : [statement];
  for (const part of parts) role.addToPrincipalPolicy(toPolicyStatement(part));
}

function parted(values: OneOrMany): readonly OneOrMany[] {
  if (typeof values === 'string') return [values];
  const parts: string[][] = [];
  let room = 0;
  for (const value of values) {
    const length = value.replace(/\$\{Token\[.*?\]\}/g, 'x'.repeat(TOKEN_LENGTH)).length + 3;
    const last = parts.at(-1);
    if (last === undefined || length > room) {
      parts.push([value]);
      room = PART_LENGTH - length;
    } else {
      last.push(value);
      room -= length;
    }
  }
  return parts.length < 2 ? [values] : parts;
}

const measured = new WeakSet<Role>();

/** Fails the synthesis if the CDK divides the policy of a role among more managed policies than IAM attaches. */
export function checkPolicyCount({ grantPrincipal: role }: IGrantable): void {
  if (!(role instanceof Role) || measured.has(role)) return;
  measured.add(role);
  checkCount(role, {
    whose: 'the permissions of the role',
    remedy: 'grant it fewer accounts, Regions or folders, or all of them, or read with several roles',
    count: () => role.node.children.filter((child) => child instanceof ManagedPolicy).length,
  });
}

/** The managed policies of a role, counted once all constructs have been added. */
export interface CountedPolicies {
  readonly whose: string;
  readonly remedy: string;
  readonly count: () => number;
}

/** Fails the synthesis if a role gets more managed policies than the maximum IAM quota, and warns if it gets more than the default. */
export function checkCount(scope: Construct, { whose, remedy, count: countPolicies }: CountedPolicies): void {
  scope.node.addValidation({
    validate: () => {
      const count = countPolicies();
      const found = `${whose} would take ${count} managed policies of ${MAX_POLICY_LENGTH} characters`;
      if (count > MAX_POLICIES) return [`${found}, and a role has at most ${MAX_POLICIES}; ${remedy}`];
      if (count > DEFAULT_POLICIES) warnOf(scope, 'manyPolicies', found);
      return [];
    },
  });
}
