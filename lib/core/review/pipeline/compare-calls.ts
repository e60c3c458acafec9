import { everyTextOf, hasVariable, matchesPattern } from '../../policy/evaluation/text-pattern';
import { someOf } from '../../safe-text/one-line';
import type { AttachedPolicies } from '../access/policies/attached-policies';
import type { TemplateIdentity } from '../access/policies/identities';
import type { ReadStatement } from '../access/read-statement';
import { needsNoMore, ofCondition, partsOf, type Requirement } from '../access/requirement';
import { betweenOf, type ChangeKind, type ReviewChange, toChange } from '../review-change';

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

/** Whether a call is reported with a resource of the templates. */
type Told = (call: Call) => boolean;

/** Calls of one side that the other side does not allow, at all or as far. */
interface TakenCalls {
  readonly gone: readonly Call[];
  readonly less: readonly Call[];
  readonly outside: readonly Call[];
  readonly refused: readonly Call[];
}

function takenCalls(old: Calls, fresh: Calls, isTold: Told): TakenCalls {
  const gone = old.allowed.filter((call) => !fresh.allowed.some((other) => mayCall(other, call)));
  const untold = old.allowed.filter((call) => !isTold(call));
  const denials = fresh.denied.filter((call) => !isCovered(call, old.denied));
  const isWithin = (call: Call, { limit }: Calls) => limit === undefined || isCovered(call, limit);
  return {
    gone,
    less: untold.filter((call) => !gone.includes(call) && !isCovered(call, fresh.allowed)),
    outside: untold.filter((call) => isWithin(call, old) && !isWithin(call, fresh)),
    refused: untold.filter((call) => denials.some((deny) => concerns(deny, call))),
  };
}

/** What is said of the calls that a principal may make no more, by what takes them. */
const TAKEN: Readonly<Record<keyof TakenCalls, readonly [start: string, end: string]>> = {
  gone: ['no policy allows', 'anymore'],
  less: ['policies allow', 'on fewer resources, or under more conditions'],
  outside: ['its permissions boundary no longer allows', 'on at least some resources'],
  refused: ['a policy now denies', 'on at least some resources'],
};

/** Functions send traces of their work to X-Ray, which has nothing else of them. */
const TRACES = /^xray:Put/;

/**
 * The calls that policies no longer allow a principal, and those that they allow now. A part of the pipeline works as the principal:
 * whether it needs a call that it may make no more, elsewhere only, or under further conditions is not known, and neither is what
 * it reaches with a call on resources of no template.
 *
 * @param told actions whose loss or gain is reported with a resource of the templates
 * @param isOwn whether a pattern is for a resource of the templates, whose access is compared
 */
export function compareCalls(
  who: string,
  [before, after]: readonly [before: Calls | undefined, after: Calls | undefined],
  told: Readonly<Record<'lost' | 'gained', readonly string[]>>,
  isOwn: (resource: string) => boolean,
): readonly ReviewChange[] {
  if (before === undefined || after === undefined) return [];
  // most roles are the same on both sides
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isIn = (actions: readonly string[], { action }: Call) => actions.some((each) => fits(action, each));
  const isCompared: Told = (call) =>
    isIn(told.gained, call) || (!call.isNegated && isOwn(call.resource)) || TRACES.test(call.action);
  const taken = Object.entries(takenCalls(before, after, (call) => isIn(told.lost, call)));
  const { gone, ...others } = takenCalls(after, before, isCompared);
  const fresh = gone.filter((call) => !isCompared(call));
  const more = Object.values(others).flatMap((calls) => calls.filter((call) => !gone.includes(call)));
  const reaches = 'whether it reaches evidence with this permission is not known';
  return [
    ...taken.flatMap(([how, calls]) => {
      const [start, end] = TAKEN[how as keyof TakenCalls];
      const needs = 'whether it needs this permission is not known';
      return changeOf('pipeline-unknown', who, calls, (actions) => `${start} ${actions} ${end}; ${needs}`);
    }),
    ...changeOf('access-unknown', who, fresh, (actions) => `policies now allow ${actions}; ${reaches}`),
    ...changeOf(
      'access-unknown',
      who,
      more,
      (actions) => `policies allow ${actions} on more resources, or under fewer conditions; ${reaches}`,
    ),
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
    const lost = callsIn(identity, 'Deny').filter((call) => !isCovered(call, kept));
    if (lost.length === 0) return [];
    const message = `the policy denies less than before: ${actionsIn(lost)}`;
    return [toChange('access-unknown', `${kind} ${name}`, message, betweenOf(lost))];
  });
}

/**
 * Principals with another permissions boundary that is in no template: what it allows is not known.
 *
 * @param isSaid whether the boundary of a principal is reported with the access that comes or goes with it, or of no concern
 */
export function otherBoundaries(
  base: readonly TemplateIdentity[],
  head: readonly TemplateIdentity[],
  isSaid: (who: string, how: 'lost' | 'gained' | 'replaced') => boolean,
): readonly ReviewChange[] {
  return base.flatMap(({ kind, name, account, unreadBoundary: old }) => {
    const who = `${kind} ${name}`;
    const same = head.find((one) => one.kind === kind && one.name === name && one.account === account);
    const fresh = same?.unreadBoundary;
    if (same === undefined || fresh === old) return [];
    const how = old === undefined ? 'lost' : fresh === undefined ? 'gained' : 'replaced';
    if (isSaid(who, how)) return [];
    const was = old === undefined ? '' : ` instead of ${old}`;
    const words = fresh === undefined ? `${old} was removed` : `${fresh}${was} is in no template`;
    const message = `its permissions boundary ${words}: what it may do is not known`;
    return [toChange(how === 'lost' ? 'pipeline-unknown' : 'access-unknown', who, message)];
  });
}

function changeOf(
  kind: ChangeKind,
  who: string,
  calls: readonly Call[],
  words: (actions: string) => string,
): readonly ReviewChange[] {
  return calls.length === 0 ? [] : [toChange(kind, who, words(actionsIn(calls)), betweenOf(calls))];
}

function actionsIn(calls: readonly Call[]): string {
  return someOf([...new Set(calls.map(({ action }) => action))].sort(), MAX_NAMED);
}

/** Whether others have all of a call: one of them, or one each for every value of a condition. */
function isCovered(call: Call, others: readonly Call[]): boolean {
  if (others.some((other) => covers(other, call))) return true;
  const parts = partsOf(call.needs);
  return parts.length > 0 && parts.every((needs) => isCovered({ ...call, needs }, others));
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
