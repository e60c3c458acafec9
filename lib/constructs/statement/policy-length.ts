import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { flattenReferences } from './flatten-references';

/** What IAM takes in a managed policy, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
export const MAX_POLICY_LENGTH = 6144;

/** What only the deployment knows, as long as it gets in any partition and Region that sells to the public. */
const MAX_NAMES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '111122223333',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

// a key's ARN: it is longer than that of a bucket whose name has 63 characters
const MAX_ARN = `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-${'0'.repeat(32)}`;

/** A value for the template, with texts of the greatest length where references stand: for measuring alone. */
export function toLongest(scope: Construct, value: unknown): unknown {
  const resolved = JSON.stringify(Stack.of(scope).resolve(value));
  return flattenReferences(
    JSON.parse(resolved, (_, item) => withoutFunctions(item)),
    (name) => MAX_NAMES[name] ?? MAX_ARN,
  );
}

/** A function of CloudFormation is a reference like any other here; only a join of texts that are listed is carried out. */
function withoutFunctions(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const [[name, value] = ['']] = Object.entries(item);
  const isJoin = name === 'Fn::Join' && Array.isArray(value) && Array.isArray(value[1]);
  return name.startsWith('Fn::') && !isJoin ? { Ref: name } : item;
}
