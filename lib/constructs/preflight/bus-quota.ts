import { AspectPriority, Aspects, Stack, Token } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { IConstruct } from 'constructs';
import { refuseUnlessAcknowledged } from './report-finding';

/**
 * The default quota of rules per bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MAX_RULES = 300;
const MAX_RULES_IN: ReadonlyMap<string, number> = new Map([
  ['af-south-1', 100],
  ['eu-south-1', 100],
]);

/** The default quota of rules per bus in a Region. */
export function maxRulesIn(region: string): number {
  return MAX_RULES_IN.get(region) ?? MAX_RULES;
}

/** The accounts and Regions whose bus is already checked, by app or stage. */
const watched = new WeakMap<IConstruct, Set<string>>();

/**
 * Throws if the default bus of the account and Region of a rule has more rules than its quota; the rules of the whole app are
 * counted.
 */
export function checkDefaultBus(rule: IConstruct): void {
  const place = placeOf(rule);
  const { root } = rule.node;
  const places = watched.get(root) ?? new Set<string>();
  if (places.has(place)) return;
  watched.set(root, places.add(place));
  Aspects.of(rule).add(
    {
      visit: (node) => {
        if (node === rule) refuseTooMany(rule, place);
      },
    },
    { priority: AspectPriority.READONLY },
  );
}

function refuseTooMany(rule: IConstruct, place: string): void {
  const rules = rule.node.root.node
    .findAll()
    .filter((node) => isOnDefaultBus(node) && placeOf(node) === place);
  const { region } = Stack.of(rule);
  if (rules.length <= maxRulesIn(region)) return;
  const found = `${rules.length} rules of the app are on the default bus of ${place}`;
  refuseUnlessAcknowledged(rule, 'rulesOnBus', found);
}

function isOnDefaultBus(node: IConstruct): boolean {
  return node instanceof CfnRule && (node.eventBusName === undefined || node.eventBusName === 'default');
}

/** Stacks whose account or Region is known only at deployment are counted separately. */
function placeOf(node: IConstruct): string {
  const stack = Stack.of(node);
  const { account, region } = stack;
  return Token.isUnresolved(account) || Token.isUnresolved(region)
    ? `the stack '${stack.node.path}'`
    : `account '${account}' in '${region}'`;
}
