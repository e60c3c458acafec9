import { Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { TrustStatementData } from '../../core/policy/policy-statement-data';
import { partitionOfRegion } from '../preflight/check-partition';
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
