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
    if (after.length === 0 && isOfTemplate(before)) return lost.length === 0 ? [] : [gone(subject, lost)];
    return lost
      .filter(({ action }) => !after.some((identity) => isAllowed(identity, action)))
      .map((calls) =>
        toChange(
          'permission-lost',
          subject,
          `${calls.action} was called ${timesOf([calls])} and is no longer allowed${unlessBy(after, calls.action)}`,
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

/** Others are only named in a policy or a group; whether they exist is in no template. */
function isOfTemplate({ name, arn }: TemplateIdentity): boolean {
  return name !== arn;
}

/** Policies that are in no template, where one that allows the action is enough. */
function unlessBy(after: readonly TemplateIdentity[], action: string): string {
  const open = after.filter((each) => !isDeniedBy(each.identity, action) && isWithinBoundary(each, action));
  const unread = open.flatMap(({ unreadPolicies }) => unreadPolicies);
  if (unread.length === 0) return '';
  return `, unless by ${unread.join(', ')}, which ${unread.length === 1 ? 'is' : 'are'} not read`;
}

function isAllowed(identity: TemplateIdentity, action: string): boolean {
  return isAllowedBy(identity.identity, action) && isWithinBoundary(identity, action);
}

function isWithinBoundary({ boundary }: TemplateIdentity, action: string): boolean {
  return boundary === undefined || isAllowedBy(boundary, action);
}

function isAllowedBy(statements: readonly ReadStatement[], action: string): boolean {
  return (
    statements.some(({ effect, actions }) => effect === 'Allow' && fitsAny(actions, action, true)) &&
    !isDeniedBy(statements, action)
  );
}

function isDeniedBy(statements: readonly ReadStatement[], action: string): boolean {
  return statements.some((each) => deniesAlways(each) && fitsAny(each.actions, action, true));
}

function deniesAlways({ effect, resources, conditions, needs, unknown }: ReadStatement): boolean {
  const isForAll = resources === undefined || (!resources.negated && resources.patterns.includes('*'));
  return effect === 'Deny' && isForAll && conditions.length + needs.length === 0 && !unknown;
}
