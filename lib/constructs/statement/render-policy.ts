import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { partitionOfRegion } from '../preflight/region-partition';
import { flattenReferences } from './flatten-references';

/**
 * A piece of a policy as people paste it: what the stack knows of itself is filled in, and what only the
 * deployment will know stands there as `${AWS::Partition}` or `${LogicalId.Attribute}`.
 */
export function renderPolicy(scope: Construct, value: unknown): string {
  const stack = Stack.of(scope);
  const known = knownNames(stack);
  const flat = flattenReferences(stack.resolve(value), (name) => known.get(name) ?? `\${${name}}`);
  return typeof flat === 'string' ? flat : JSON.stringify(flat, undefined, 2);
}

function knownNames({ account, region }: Stack): ReadonlyMap<string, string> {
  const partition = partitionOfRegion(region);
  const names = { 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': partition };
  return new Map(
    Object.entries(names).flatMap(([name, text]) =>
      text === undefined || Token.isUnresolved(text) ? [] : [[name, text] as const],
    ),
  );
}
