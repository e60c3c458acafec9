import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { findBrokenNameRules, type NameKind } from '../../core/policy/guardrail/resource-names';
import { checkListIsKnown } from './preflight-check';
import { refusalOf } from './report-finding';

/** Throws, in the words of the property, when a name is known at synth and breaks a rule of its kind. */
export function checkName(property: string, kind: NameKind, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  checkListIsKnown(property, name);
  const broken = findBrokenNameRules(kind, name);
  if (broken.length === 0) return;
  throw new Error(`${property} '${name}' is not a valid ${kind}: ${broken.join('; ')}`);
}

/** A name that one resource of its kind can have in an account and Region, or in the account. */
export interface OwnName {
  /** What has the name, such as `trail`. */
  readonly kind: string;
  readonly name: string;
  /** The property that gives it. */
  readonly property: string;
  /** Whether an account has it once, and not each of its Regions: what IAM and Organizations know has no Region. */
  readonly isGlobal?: boolean;
}

/** In the place of a property, where there is none. */
export const DERIVED_NAME = 'made of the names of its stack and construct';

const named = new WeakMap<IConstruct, OwnName>();

/** Makes synth fail where another construct of the app has the same name in the same place. The first one may keep it. */
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

/** Whether two stacks are deployed to one account and Region, as far as that is known. */
export function isSamePlace(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  const isKnown = ![one.account, one.region, other.account, other.region].some(Token.isUnresolved);
  return isKnown && one.account === other.account && one.region === other.region;
}

/** Throws on a list that has a value twice, which AWS would refuse, or which is where another was meant. */
export function checkOnce(property: string, values: readonly string[]): void {
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) throw new Error(`${property} has '${repeated}' twice; name it once`);
}

/** Throws where a scope that is given for a part has one of its id already: of another construct that got the same scope. */
export function checkIsFree(property: string, scope: IConstruct, id: string): void {
  if (scope.node.tryFindChild(id) === undefined) return;
  throw new Error(
    `${property} '${scope.node.path}' holds a '${id}' already, as of another Trailwatch; give each a scope of its own in the stack: ` +
      "new Construct(stack, 'Second')",
  );
}
