import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Decisions } from '../../core/review/metadata/decisions';
import { type DescribedLines, describeResource } from '../resource/describe-resource';
import type { RuleSet } from './rule-set';

/** What looks for rules, beside them. */
export interface DescribedRules {
  readonly construct: Decisions['construct'];
  readonly rules: RuleSet;
  readonly routes: DescribedLines;
}

/** The first resource with rules of each stack: others are written as the difference to it. */
const first = new WeakMap<Stack, { readonly resource: CfnResource; readonly rules: RuleSet }>();

/** Writes the rules that a function looks for, and where it sees records, into its metadata. */
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

/** What leaves out everybody, in words; nothing in templates of rules that nothing does. */
function everybodyOf(rules: RuleSet): { readonly Everybody?: DescribedLines } {
  const lines = rules._everybody().map(({ name, why }) => [name, why] as const);
  return lines.length === 0 ? {} : { Everybody: lines };
}
