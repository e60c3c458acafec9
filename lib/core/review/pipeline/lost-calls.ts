import { everyTextOf, hasVariable, matchesPattern } from '../../policy/evaluation/text-pattern';
import { someOf } from '../../safe-text/one-line';
import type { AttachedPolicies } from '../access/policies/attached-policies';
import type { TemplateIdentity } from '../access/policies/identities';
import type { ReadStatement } from '../access/read-statement';
import { needsNoMore, ofCondition, type Requirement } from '../access/requirement';
import { type ReviewChange, toChange } from '../review-change';

/** Calls that are named in a sentence; the rest are counted. */
const MAX_NAMED = 5;

/** A call that a statement allows or denies, as policies write it. */
interface Call {
  readonly action: string;
  /** Of NotAction: all actions but these. */
  readonly except?: readonly string[];
  /** Where, as policies write it; of everything else, if negated. */
  readonly resource: string;
  readonly isNegated: boolean;
  readonly needs: readonly Requirement[];
}

/** The calls that policies of templates allow a principal, and those that they deny. */
export interface Calls {
  readonly allowed: readonly Call[];
  readonly denied: readonly Call[];
  /** The calls that a permissions boundary leaves. */
  readonly limit?: readonly Call[];
}

export function callsOf({ identities }: AttachedPolicies): ReadonlyMap<string, Calls> {
  return new Map(
    identities.map(({ kind, name, identity, boundary }) => [
      `${kind} ${name}`,
      {
        allowed: callsIn(identity, 'Allow'),
        denied: callsIn([...identity, ...(boundary ?? [])], 'Deny'),
        ...(boundary && { limit: callsIn(boundary, 'Allow') }),
      },
    ]),
  );
}

function callsIn(statements: readonly ReadStatement[], effect: ReadStatement['effect']): readonly Call[] {
  return statements.filter((each) => each.effect === effect).flatMap(toCalls);
}

function toCalls({ actions, resources, conditions, needs }: ReadStatement): readonly Call[] {
  const { patterns = ['*'], negated: isNegated = false } = resources ?? {};
  const all = [...conditions.map(ofCondition), ...needs];
  const named: readonly Pick<Call, 'action' | 'except'>[] = actions.negated
    ? [{ action: `everything but ${actions.patterns.join(', ')}`, except: actions.patterns }]
    : actions.patterns.map((action) => ({ action }));
  return named.flatMap((each) => patterns.map((resource) => ({ ...each, resource, isNegated, needs: all })));
}

const NONE: Calls = { allowed: [], denied: [] };

/**
 * A part of the pipeline works as the principal: whether it needs a call that it may make no more, elsewhere only, or under further
 * conditions is not known.
 *
 * @param told calls whose loss is reported with a resource of the templates
 */
export function lostCalls(
  who: string,
  before: Calls | undefined,
  after: Calls | undefined,
  told: readonly string[],
): readonly ReviewChange[] {
  const [old, fresh] = [before ?? NONE, after ?? before ?? NONE];
  const gone = old.allowed.filter((call) => !fresh.allowed.some((other) => mayCall(other, call)));
  const untold = old.allowed.filter(({ action }) => !told.some((other) => fits(action, other)));
  const less = untold.filter(
    (call) => !gone.includes(call) && !fresh.allowed.some((other) => covers(other, call)),
  );
  const denials = fresh.denied.filter((call) => !old.denied.some((other) => covers(other, call)));
  const refused = untold.filter((call) => denials.some((deny) => concerns(deny, call)));
  const isWithin = (call: Call, { limit }: Calls) => limit?.some((other) => covers(other, call)) ?? true;
  const outside = untold.filter((call) => isWithin(call, old) && !isWithin(call, fresh));
  return [
    ...changeOf(who, gone, 'no policy allows', 'anymore'),
    ...changeOf(who, less, 'policies allow', 'on fewer resources, or under more conditions'),
    ...changeOf(who, outside, 'its permissions boundary no longer allows', 'on at least some resources'),
    ...changeOf(who, refused, 'a policy now denies', 'on at least some resources'),
  ];
}

/**
 * Calls that a managed policy denied, and denies no longer, elsewhere only or under further conditions. Only policies that people
 * attach elsewhere: what these principals are allowed is in no template, so no access shows what the Deny kept from them.
 */
export function lostDenials(
  base: readonly TemplateIdentity[],
  head: readonly TemplateIdentity[],
): readonly ReviewChange[] {
  return base.flatMap(({ kind, name, account, isAttached, identity }) => {
    if (kind !== 'principals with the managed policy' || isAttached) return [];
    const same = head.filter((one) => one.kind === kind && one.name === name && one.account === account);
    const kept = same.flatMap((one) => callsIn(one.identity, 'Deny'));
    const lost = callsIn(identity, 'Deny').filter((call) => !kept.some((other) => covers(other, call)));
    if (lost.length === 0) return [];
    const message = `the policy denies less than before: ${actionsIn(lost)}`;
    return [toChange('access-unknown', `${kind} ${name}`, message)];
  });
}

function changeOf(who: string, calls: readonly Call[], start: string, end: string): readonly ReviewChange[] {
  if (calls.length === 0) return [];
  const message = `${start} ${actionsIn(calls)} ${end}; whether it needs this permission is not known`;
  return [toChange('pipeline-unknown', who, message)];
}

function actionsIn(calls: readonly Call[]): string {
  return someOf([...new Set(calls.map(({ action }) => action))].sort(), MAX_NAMED);
}

function covers(one: Call, other: Call): boolean {
  return (
    one.isNegated === other.isNegated &&
    mayCall(one, other) &&
    (one.isNegated ? one.resource === other.resource : fits(one.resource, other.resource)) &&
    needsNoMore(one.needs, other.needs)
  );
}

/** Whether the actions of one call have all of the other's. */
function mayCall({ action, except }: Call, other: Call): boolean {
  if (except === undefined) return fits(action, other.except === undefined ? other.action : '*');
  return except.every((left) =>
    other.except === undefined
      ? !fits(left, other.action) && !fits(other.action, left)
      : other.except.some((each) => fits(each, left)),
  );
}

/** Whether a denial covers some of the actions of a call. */
function concerns({ action, except }: Call, call: Call): boolean {
  if (except === undefined) return call.except === undefined ? fits(action, call.action) : true;
  return call.except !== undefined || !except.some((left) => fits(left, call.action));
}

function fits(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true;
  if (hasVariable(pattern)) return false;
  return matchesPattern(pattern, everyTextOf(text.toLowerCase()), { wildcards: true, ignoreCase: true });
}
