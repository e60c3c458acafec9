import { partitionOf } from '../record/partition';
import type { EstateStack } from './estate-stack';
import { Unknown, type Value } from './values/value';

/** The pseudo parameters of a stack; those that only the deployment knows are `Unknown`. */
export function pseudoParameters(stack: EstateStack): Readonly<Record<PseudoParameter, Value>> {
  const { account, region, name } = stack;
  const partition = stack.partition ?? (region === undefined ? undefined : partitionOf(region));
  const known = (value: Value | undefined, parameter: PseudoParameter) =>
    value ?? new Unknown(parameter, 'parameter');
  return {
    'AWS::Partition': known(partition, 'AWS::Partition'),
    'AWS::AccountId': known(/^\d{12}$/.test(account ?? '') ? account : undefined, 'AWS::AccountId'),
    'AWS::Region': known(region, 'AWS::Region'),
    'AWS::URLSuffix': known(SUFFIXES.get(partition ?? ''), 'AWS::URLSuffix'),
    'AWS::StackName': known(stack.of === undefined ? name : undefined, 'AWS::StackName'),
  };
}

type PseudoParameter =
  | 'AWS::Partition'
  | 'AWS::AccountId'
  | 'AWS::Region'
  | 'AWS::URLSuffix'
  | 'AWS::StackName';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-us-gov', 'amazonaws.com'],
]);
