import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Decisions } from '../../core/review/metadata/decisions';
import { type DescribedLines, describeResource } from '../resource/describe-resource';
import type { RuleSet } from './rule-set';

/** The rules, and the resource that evaluates them. */
export interface DescribedRules {
  readonly construct: Decisions['construct'];
  readonly rules: RuleSet;
  readonly routes: DescribedLines;
}

/** The first resource with rules of each stack: the rules of others are written as the difference. */
const first = new WeakMap<Stack, { readonly resource: CfnResource; readonly rules: RuleSet }>();

/** Writes the rules that a function evaluates, and the route of its records, into its metadata. */
export function describeRules(
  lambdaFunction: IConstruct,
  { construct, rules, routes }: DescribedRules,
): void {
  const resource = lambdaFunction.node.defaultChild;
  if (!(resource instanceof CfnResource)) return;
  const stack = Stack.of(resource);
  const other = first.get(stack);
  if (other === undefined) first.set(stack, { resource, rules });
  describeResource(resource, () => ({
    ...{ construct, rules: rules._summary(), Routes: routes, ...everybodyOf(rules) },
    ...(other === undefined
      ? {}
      : { like: { logicalId: stack.resolve(other.resource.logicalId), rules: other.rules._summary() } }),
  }));
}

/** Describes allow lists and filters that match everyone; nothing is added to the templates of other rules. */
function everybodyOf(rules: RuleSet): { readonly Everybody?: DescribedLines } {
  const lines = rules._everybody().map(({ name, why }) => [name, why] as const);
  return lines.length === 0 ? {} : { Everybody: lines };
}
