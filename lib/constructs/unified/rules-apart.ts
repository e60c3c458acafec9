import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { categoryOfSelector } from '../../core/selector/selection';
import { refusalOf } from '../preflight/report-finding';
import type { TelemetryRule } from './telemetry-rule';

const rules = new WeakMap<IConstruct, TelemetryRule>();

/** Makes synth fail where another rule of the app takes events of the same category in the same account and Region. */
export function keepRulesApart(scope: IConstruct, rule: TelemetryRule): void {
  rules.set(scope, rule);
  scope.node.addValidation({
    validate: () => {
      const first = scope.node.root.node
        .findAll()
        .find((node) => node === scope || doesConflict(node, scope));
      if (first === undefined || first === scope) return [];
      const found = `'${first.node.path}' and '${scope.node.path}' take events of the same category in the same account and Region`;
      return [refusalOf('unifiedRulesConflict', found).message];
    },
  });
}

/** A rule of an organization and one of an account are of different scopes, of which the former comes first. */
function doesConflict(node: IConstruct, other: IConstruct): boolean {
  const [one, two] = [rules.get(node), rules.get(other)];
  if (one === undefined || two === undefined || one.isOfOrganization !== two.isOfOrganization) return false;
  if (!isSameAccount(Stack.of(node), Stack.of(other))) return false;
  const [regions, otherRegions] = [regionsOf(node, one), regionsOf(other, two)];
  const meet =
    regions === 'all' || otherRegions === 'all' || regions.some((region) => otherRegions.includes(region));
  const categories = categoriesOf(one);
  return meet && categoriesOf(two).some((category) => categories.includes(category));
}

/** Whether two stacks are deployed to one account, as far as that is known. */
export function isSameAccount(one: Stack, other: Stack): boolean {
  return one === other || (!Token.isUnresolved(one.account) && one.account === other.account);
}

function regionsOf(node: IConstruct, { regions }: TelemetryRule): 'all' | readonly string[] {
  return regions === 'all' ? regions : [Stack.of(node).region, ...regions];
}

function categoriesOf({ selection: { advanced = [] } }: TelemetryRule): readonly (string | undefined)[] {
  return advanced.map(categoryOfSelector);
}
