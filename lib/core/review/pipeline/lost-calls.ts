import { everyTextOf, hasVariable, matchesPattern } from '../../policy/evaluation/text-pattern';
import { someOf } from '../../safe-text/one-line';
import type { AttachedPolicies } from '../access/policies/attached-policies';
import type { ReadStatement } from '../access/read-statement';
import { needsNoMore, ofCondition, type Requirement } from '../access/requirement';
import { type ReviewChange, toChange } from '../review-change';

/** Calls that are named in a sentence; the rest are counted. */
const MAX_NAMED = 5;

/** A call that a statement allows or denies, as policies write it. */
interface Call {
  readonly action: string;
  /** Where, as policies write it; of everything else, if negated. */
  readonly resource: string;
  readonly isNegated: boolean;
  readonly needs: readonly Requirement[];
}

/** What policies of templates say that a principal may call, and may not. */
export interface Calls {
  readonly allowed: readonly Call[];
  readonly denied: readonly Call[];
}

export function callsOf({ identities }: AttachedPolicies): ReadonlyMap<string, Calls> {
  return new Map(
    identities.map(({ kind, name, identity }) => [
      `${kind} ${name}`,
      {
        allowed: identity.filter(({ effect }) => effect === 'Allow').flatMap(toCalls),
        denied: identity.filter(({ effect }) => effect === 'Deny').flatMap(toCalls),
      },
    ]),
  );
}

function toCalls({ actions, resources, conditions, needs }: ReadStatement): readonly Call[] {
  if (actions.negated) return [];
  const { patterns = ['*'], negated: isNegated = false } = resources ?? {};
  const all = [...conditions.map(ofCondition), ...needs];
  return actions.patterns.flatMap((action) =>
    patterns.map((resource) => ({ action, resource, isNegated, needs: all })),
  );
}

const NONE: Calls = { allowed: [], denied: [] };

/**
 * A part of the pipeline works as the principal: whether it needs a call that it may make no more, elsewhere only, or under further
 * conditions is not known.
 *
 * @param told calls whose loss is told with a resource of the templates
 */
export function lostCalls(
  who: string,
  before: Calls | undefined,
  after: Calls | undefined,
  told: readonly string[],
): readonly ReviewChange[] {
  const [old, fresh] = [before ?? NONE, after ?? before ?? NONE];
  const gone = old.allowed.filter(({ action }) => !fresh.allowed.some((other) => fits(other.action, action)));
  const untold = old.allowed.filter(({ action }) => !told.some((other) => fits(action, other)));
  const less = untold.filter(
    (call) => !gone.includes(call) && !fresh.allowed.some((other) => covers(other, call)),
  );
  const denials = fresh.denied.filter((call) => !old.denied.some((other) => covers(other, call)));
  const refused = untold.filter(({ action }) => denials.some((deny) => fits(deny.action, action)));
  return [
    ...changeOf(who, gone, 'no policy allows it', 'any more'),
    ...changeOf(who, less, 'policies allow it', 'on fewer resources, or under further conditions'),
    ...changeOf(who, refused, 'a policy denies it', 'now, on some resources at least'),
  ];
}

function changeOf(who: string, calls: readonly Call[], start: string, end: string): readonly ReviewChange[] {
  if (calls.length === 0) return [];
  const named = [...new Set(calls.map(({ action }) => action))].sort();
  const message = `${start} ${someOf(named, MAX_NAMED)} ${end}; whether it needs that is not known`;
  return [toChange('pipeline-unknown', who, message)];
}

function covers(one: Call, other: Call): boolean {
  return (
    one.isNegated === other.isNegated &&
    fits(one.action, other.action) &&
    (one.isNegated ? one.resource === other.resource : fits(one.resource, other.resource)) &&
    needsNoMore(one.needs, other.needs)
  );
}

function fits(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true;
  if (hasVariable(pattern)) return false;
  return matchesPattern(pattern, everyTextOf(text.toLowerCase()), { wildcards: true, ignoreCase: true });
}
