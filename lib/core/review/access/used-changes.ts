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
 * Actions that were used, that the policies before allow and those after do not. Resources and conditions are not compared.
 * Principals that are not in the templates before are left out.
 */
export function usedChanges(
  base: readonly TemplateIdentity[],
  head: readonly TemplateIdentity[],
  evidence: readonly UsedByPrincipal[],
): readonly ReviewChange[] {
  return evidence.flatMap(({ principal, used }) => {
    const [before, ...others] = findIdentities(principal, base);
    if (before === undefined || others.length > 0) return [];
    const lost = used.filter(({ action, calls }) => calls > 0 && isAllowed(before, action));
    const subject =
      before.kind === 'permission set' ? `permission set ${before.name}` : `${before.kind} ${before.name}`;
    const after = findIdentities(principal, head);
    if (after.length === 0) return lost.length === 0 ? [] : [gone(subject, lost)];
    return lost
      .filter(({ action }) => !after.some((identity) => isAllowed(identity, action)))
      .map((calls) =>
        toChange(
          'permission-lost',
          subject,
          `${calls.action} was called ${timesOf([calls])} and is no longer allowed${unlessIn(before, after)}`,
        ),
      );
  });
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

/** Policies that came with the change, and that are in no template. */
function unlessIn(before: TemplateIdentity, after: readonly TemplateIdentity[]): string {
  const unread = after.flatMap(({ unreadPolicies }) => unreadPolicies);
  const added = unread.filter((policy) => !before.unreadPolicies.includes(policy));
  return added.length === 0 ? '' : `, unless by ${added.join(', ')}, which is not read`;
}

function isAllowed({ identity, boundary }: TemplateIdentity, action: string): boolean {
  return isAllowedBy(identity, action) && (boundary === undefined || isAllowedBy(boundary, action));
}

function isAllowedBy(statements: readonly ReadStatement[], action: string): boolean {
  const about = statements.filter(({ actions }) => fitsAny(actions, action, true));
  return about.some(({ effect }) => effect === 'Allow') && !about.some(deniesAlways);
}

function deniesAlways({ effect, resources, conditions, needs, unknown }: ReadStatement): boolean {
  const isForAll = resources === undefined || (!resources.negated && resources.patterns.includes('*'));
  return effect === 'Deny' && isForAll && conditions.length + needs.length === 0 && !unknown;
}
