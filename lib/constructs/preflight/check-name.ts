import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { findBrokenNameRules, type NameKind } from '../../core/policy/guardrail/resource-names';
import { checkListIsKnown } from './preflight-check';
import { refusalOf } from './report-finding';

/** Throws, with the property's name, if a name is known at synthesis and violates a rule of its kind. */
export function checkName(property: string, kind: NameKind, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  checkListIsKnown(property, name);
  const broken = findBrokenNameRules(kind, name);
  if (broken.length === 0) return;
  throw new Error(`${property} '${name}' is not a valid ${kind}: ${broken.join('; ')}`);
}

/** A name that must be unique among resources of its kind in an account and Region, or in the account. */
export interface OwnName {
  /** The kind of resource, such as `trail`. */
  readonly kind: string;
  readonly name: string;
  /** The property that sets it. */
  readonly property: string;
  /** Whether it is unique per account rather than per Region: IAM and Organizations are global. */
  readonly isGlobal?: boolean;
}

/** Replaces the property in messages, if there is none. */
export const DERIVED_NAME = 'made of the names of its stack and construct';

const named = new WeakMap<IConstruct, OwnName>();

/**
 * Fails the synthesis if another construct of the app has the same name in the same account and Region. The first one is not
 * reported.
 */
export function keepNameUnique(scope: IConstruct, own: OwnName): void {
  if (Token.isUnresolved(own.name)) return;
  named.set(scope, own);
  scope.node.addValidation({
    validate: () => {
      const alike = scope.node.root.node.findAll().filter((node) => isAlike(node, scope, own));
      const [first] = alike;
      if (first === undefined || first === scope) return [];
      const { account, region } = Stack.of(scope);
      const place = Token.isUnresolved(account)
        ? 'in one stack'
        : `in account '${account}'${own.isGlobal ? '' : ` and Region '${region}'`}`;
      const found = `'${first.node.path}' and '${scope.node.path}' both have the ${own.kind} name '${own.name}' ${place} (${own.property})`;
      return [refusalOf('nameTaken', found).message];
    },
  });
}

function isAlike(node: IConstruct, scope: IConstruct, { kind, name, isGlobal = false }: OwnName): boolean {
  const other = named.get(node);
  const isSame = isGlobal ? isSameAccount : isSamePlace;
  return (
    other !== undefined &&
    other.kind === kind &&
    other.name === name &&
    isSame(Stack.of(node), Stack.of(scope))
  );
}

function isSameAccount(one: Stack, other: Stack): boolean {
  return one === other || (one.account === other.account && !Token.isUnresolved(one.account));
}

/** Whether two stacks are deployed to the same account and Region, as far as known. */
export function isSamePlace(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  const isKnown = ![one.account, one.region, other.account, other.region].some(Token.isUnresolved);
  return isKnown && one.account === other.account && one.region === other.region;
}

/** Throws on a list with a duplicate value, which AWS would reject, or which is probably a mistake. */
export function checkOnce(property: string, values: readonly string[]): void {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) throw new Error(`${property} has '${repeated}' twice; name it only once`);
}

/** Throws if the scope for a part already contains a child with its id: that of another construct with the same scope. */
export function checkIsFree(property: string, scope: IConstruct, id: string): void {
  if (scope.node.tryFindChild(id) === undefined) return;
  throw new Error(
    `${property} '${scope.node.path}' holds a '${id}' already, such as that of another Trailwatch; give each a scope of its own in the stack: ` +
      "new Construct(stack, 'Second')",
  );
}
