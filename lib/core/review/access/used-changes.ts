import { groupBy } from '../../keyed/grouped';
import { type ReviewChange, toChange } from '../review-change';
import { isPossible, type Permit, permitOf, type Unknowns } from './permit';
import { findIdentities } from './policies/find-identities';
import type { TemplateIdentity } from './policies/identities';

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
  if (after.length === 0 && isOfTemplate(before)) {
    const lost = called.filter(({ action }) => isPossible(permitOf(before, action)));
    return lost.length === 0 ? [] : [gone(subject, lost)];
  }
  const losses = called.flatMap((calls) => {
    const words = lossOf(before, after, calls.action);
    return words === undefined ? [] : [{ calls, words }];
  });
  // what is certain is said of each action
  const grouped = groupBy(losses, ({ calls, words }) => (isCertain(words) ? calls.action : words));
  return [...grouped.values()].map((group) => {
    const used = group.map(({ calls }) => calls);
    return toChange('permission-lost', subject, `${callsIn(used)} and ${group[0]?.words}`);
  });
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

function gone(subject: string, used: readonly UsedCalls[]): ReviewChange {
  const actions = used.length === 1 ? used[0]?.action : `${used.length} of its actions`;
  const message = `it was removed or renamed, and it called ${actions} ${timesOf(used)}`;
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
