import { fitsAny } from './open-match';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';

/** Names of policies and statements whose effect is not known, by what is known of it. */
export type Unknowns = ReadonlyMap<string, string>;

/** Whether the policies of a principal allow an action on anything. */
export interface Permit {
  /** By a statement that is known. */
  readonly isAllowed: boolean;
  /** By a statement that is known, or because the permissions boundary does not allow it. */
  readonly isDenied: boolean;
  /** Those that may allow it. */
  readonly perhapsBy: Unknowns;
  /** Those that may deny it, or limit it. */
  readonly perhapsNot: Unknowns;
}

/** Whether nothing that is known prevents it. */
export function isPossible({ isAllowed, isDenied, perhapsBy }: Permit): boolean {
  return !isDenied && (isAllowed || perhapsBy.size > 0);
}

/** Whether the policies of a principal allow an action. Resources and conditions do not count, unless it is on nothing or everything. */
export function permitOf(
  { identity, unreadPolicies, boundary, unreadBoundary }: TemplateIdentity,
  action: string,
): Permit {
  const [own, limit] = [grantOf(identity, action), boundary && grantOf(boundary, action)];
  const within = limit?.isAllowed === false ? limit.perhaps : [];
  const isOutside = limit?.isAllowed === false && within.length === 0;
  const denying = [...identity, ...(boundary ?? [])].filter((each) => mayDenyAll(each, action));
  const named = (names: readonly string[]) => names.map((name) => [name, name] as const);
  return {
    isAllowed: own.isAllowed,
    isDenied: isOutside || denying.some(({ unknown }) => !unknown),
    perhapsBy: new Map([...own.perhaps.map(byContent), ...named(unreadPolicies)]),
    perhapsNot: new Map([
      ...named(unreadBoundary === undefined ? [] : [`its permissions boundary ${unreadBoundary}`]),
      ...[...within, ...denying].map(byContent),
      ...named(unreadPolicies.filter((name) => !ALLOWING.test(name))),
    ]),
  };
}

/** Managed policies of AWS that only allow. */
const ALLOWING = /^arn:[a-z-]+:iam::aws:policy\/(?!.*(Deny|Quarantine|Boundary))/;

interface Grant {
  readonly isAllowed: boolean;
  readonly perhaps: readonly ReadStatement[];
}

function grantOf(statements: readonly ReadStatement[], action: string): Grant {
  const fitting = statements.filter(
    (each) => each.effect === 'Allow' && !isOfNothing(each) && fitsAny(each.actions, action, true),
  );
  const isKnown = ({ actions, knownActions = actions }: ReadStatement) => fitsAny(knownActions, action, true);
  return { isAllowed: fitting.some(isKnown), perhaps: fitting.filter((each) => !isKnown(each)) };
}

/** Whether it denies the action on everything, or may. */
function mayDenyAll(statement: ReadStatement, action: string): boolean {
  const { effect, actions, mayDeny, conditions, needs, unknown } = statement;
  const isDeny = effect === 'Deny' || mayDeny === true;
  return (
    isDeny &&
    isOfAll(statement) &&
    conditions.length === 0 &&
    (needs.length === 0 || unknown) &&
    fitsAny(actions, action, true)
  );
}

function isOfAll({ resources }: ReadStatement): boolean {
  if (resources === undefined) return true;
  return resources.negated ? resources.patterns.length === 0 : resources.patterns.includes('*');
}

/** `NotResource: '*'` leaves nothing. */
function isOfNothing({ resources }: ReadStatement): boolean {
  return resources?.negated === true && resources.patterns.includes('*');
}

/** Titles change with the place in the policy. */
function byContent({ title, ...content }: ReadStatement): readonly [key: string, name: string] {
  return [JSON.stringify(content), title];
}
