import { groupBy } from '../../keyed/grouped';
import { type ReviewChange, toChange } from '../review-change';
import { fitsAny } from './open-match';
import { findIdentities } from './policies/find-identities';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';

/** The actions that a principal used, as `trailwatch permissions` counts them. */
export interface UsedByPrincipal {
  /** An ARN or a name. */
  readonly principal: string;
  readonly used: readonly UsedCalls[];
}

/** The calls that an action authorized. */
export interface UsedCalls {
  readonly action: string;
  readonly calls: number;
  /** ISO 8601; may be empty. */
  readonly first: string;
  readonly last: string;
}

/**
 * Actions that were used, that the policies before allow and those after do not, or perhaps not. Resources and conditions are not
 * compared. Principals that are not in the templates before are left out.
 */
export function usedChanges(
  base: readonly TemplateIdentity[],
  head: readonly TemplateIdentity[],
  evidence: readonly UsedByPrincipal[],
): readonly ReviewChange[] {
  return evidence.flatMap(({ principal, used }) => {
    const called = used.filter(({ calls }) => calls > 0);
    const [candidates, found] = [findIdentities(principal, base), findIdentities(principal, head)];
    if (candidates.length === 1) return candidates.flatMap((before) => changesOf(before, found, called));
    return candidates.flatMap((before) =>
      changesOf(before, found.filter(isSameAs(before)), called).map((change) => ({
        ...change,
        message: `${change.message}, if it is ${principal}`,
      })),
    );
  });
}

function isSameAs({ kind, name, account }: TemplateIdentity): (other: TemplateIdentity) => boolean {
  return (other) => other.kind === kind && other.name === name && other.account === account;
}

function changesOf(
  before: TemplateIdentity,
  after: readonly TemplateIdentity[],
  called: readonly UsedCalls[],
): readonly ReviewChange[] {
  const { kind, name } = before;
  const subject = `${kind} ${name}`;
  const loss = isOfTemplate(before) ? absenceOf(before, after) : undefined;
  const permitted =
    loss === undefined ? [] : called.filter(({ action }) => isPossible(permitOf(before, action)));
  const absence = loss === undefined || permitted.length === 0 ? [] : [gone(subject, loss, permitted)];
  if (loss === IS_GONE) return absence;
  const losses = called.flatMap((calls) => {
    const words = lossOf(before, after, calls.action);
    return words === undefined ? [] : [{ calls, words }];
  });
  // what is certain is said of each action
  const grouped = groupBy(losses, ({ calls, words }) => (isCertain(words) ? calls.action : words));
  return [
    ...absence,
    ...[...grouped.values()].map((group) => {
      const used = group.map(({ calls }) => calls);
      return toChange('permission-lost', subject, `${callsIn(used)} and ${group[0]?.words}`);
    }),
  ];
}

const IS_GONE = 'it was removed or renamed';

/** In words, if none of the principals is there afterwards, or only under a condition that the one before did not have. */
function absenceOf(before: TemplateIdentity, after: readonly TemplateIdentity[]): string | undefined {
  if (after.length === 0) return IS_GONE;
  const conditions = new Set(after.map(({ under }) => under));
  if (conditions.has(undefined) || conditions.has(before.under)) return undefined;
  return `it is there only if ${[...conditions].join(' or ')}, which only the deployment knows`;
}

/** In words, unless one of the principals may call it as before. */
function lossOf(
  before: TemplateIdentity,
  after: readonly TemplateIdentity[],
  action: string,
): string | undefined {
  const old = permitOf(before, action);
  if (!isPossible(old)) return undefined;
  if (after.length === 0) return IS_LOST;
  const losses = after.map((identity) => lostWords(old, permitOf(identity, action)));
  return losses.includes(undefined) ? undefined : losses[0];
}

const IS_LOST = 'is no longer allowed';

function isCertain(words: string): boolean {
  return words.startsWith(IS_LOST);
}

function lostWords(before: Permit, after: Permit): string | undefined {
  if (after.isDenied) return IS_LOST;
  if (before.isAllowed && !after.isAllowed) return `${IS_LOST}${unlessBy([...after.perhapsBy.values()])}`;
  const removed = after.isAllowed ? [] : namesOnlyIn(before.perhapsBy, after.perhapsBy);
  if (removed.length > 0) return `may no longer be allowed: what ${removed.join(', ')} allowed is not known`;
  const added = namesOnlyIn(after.perhapsNot, before.perhapsNot);
  if (added.length === 0) return undefined;
  return `may no longer be allowed: the effect of ${added.join(', ')} is not known`;
}

/** Policies whose effect is not known, where one that allows the action is enough. */
function unlessBy(names: readonly string[]): string {
  return names.length === 0 ? '' : `, unless by ${names.join(', ')}, whose effect is not known`;
}

function namesOnlyIn(names: Unknowns, others: Unknowns): readonly string[] {
  return [...new Set([...names].flatMap(([key, name]) => (others.has(key) ? [] : [name])))];
}

function callsIn(used: readonly UsedCalls[]): string {
  const [first] = used;
  const actions = used.length === 1 && first ? `${first.action} was` : `${used.length} of its actions were`;
  return `${actions} called ${timesOf(used)}`;
}

function gone(subject: string, loss: string, used: readonly UsedCalls[]): ReviewChange {
  const actions = used.length === 1 ? used[0]?.action : `${used.length} of its actions`;
  const message = `${loss}, and it called ${actions} ${timesOf(used)}`;
  return toChange('permission-lost', subject, message);
}

/** Such as `40 times from 2026-08-01 to 2026-08-07`. */
function timesOf(used: readonly UsedCalls[]): string {
  const calls = used.reduce((sum, each) => sum + each.calls, 0);
  const days = used
    .flatMap(({ first, last }) => [first.slice(0, 10), last.slice(0, 10)])
    .filter(Boolean)
    .sort();
  const [first] = days;
  const last = days.at(-1);
  const when = first === undefined ? '' : first === last ? ` on ${first}` : ` from ${first} to ${last}`;
  return `${calls === 1 ? 'once' : `${calls} times`}${when}`;
}

/** Others are only named in a policy or a group; whether they exist is in no template. */
function isOfTemplate({ name, arn }: TemplateIdentity): boolean {
  return name !== arn;
}

/** Names of policies and statements whose effect is not known, by what is known of it. */
type Unknowns = ReadonlyMap<string, string>;

/** Whether the policies of a principal allow an action on anything. */
interface Permit {
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
function isPossible({ isAllowed, isDenied, perhapsBy }: Permit): boolean {
  return !isDenied && (isAllowed || perhapsBy.size > 0);
}

/** Whether the policies of a principal allow an action. Resources and conditions do not count, unless it is on nothing or everything. */
function permitOf(
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
