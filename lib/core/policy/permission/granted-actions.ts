import { UNGRANTED } from '../../calls/call-actions';
import { UNLOGGED } from '../../calls/unlogged-actions';
import { listedResourceTypes } from '../../selector/verify/resource-type';
import type { Patterns } from '../evaluation/policy-document';
import { matchesPattern } from '../evaluation/text-pattern';
import type { UsedAction } from './used-permissions';

/** An action, or a pattern of actions, that a policy allows, and what was used of it. */
export interface GrantedAction {
  readonly action: string;
  /** `'Sid' of the policy`. */
  readonly statement: string;
  /** `unknown`: its use would not be in the records. */
  readonly verdict: 'used' | 'unused' | 'unknown';
  /** The actions that were used by it. */
  readonly used: readonly string[];
  /** Why nothing is known. */
  readonly reason?: string;
}

/** A statement of a policy, with the actions that it allows. */
export interface AllowingStatement {
  /** `'Sid' of the policy`. */
  readonly title: string;
  readonly actions: Patterns;
}

/** The actions that the policies of a principal allow. */
export interface PrincipalPolicies {
  readonly statements: readonly AllowingStatement[];
  /** Policies, or statements of them, that may allow something and are not known. */
  readonly unread: readonly string[];
}

/**
 * The actions that policies allow, pattern by pattern. Denials, conditions and resources are not compared: only an allowed
 * action can be used.
 *
 * @param isWhole whether all records that may show a use were read: otherwise nothing is known to be unused
 */
export function grantedActions(
  { statements, unread }: PrincipalPolicies,
  used: readonly UsedAction[],
  isWhole = true,
): readonly GrantedAction[] {
  const allowed = used.filter(({ calls }) => calls > 0).map(({ action }) => action);
  const unknown = { verdict: 'unknown', used: [] } as const;
  return [
    ...statements.flatMap(({ title, actions: { negated, patterns } }): readonly GrantedAction[] => {
      if (!negated) return patterns.map((pattern) => verdictOf(pattern, title, { allowed, isWhole }));
      const reason = 'a statement with NotAction allows actions that it does not name';
      return [{ ...unknown, action: `not ${patterns.join(', ')}`, statement: title, reason }];
    }),
    ...unread.map((statement) => ({
      ...unknown,
      action: '*',
      statement,
      reason: 'what it allows is not known',
    })),
  ];
}

/** Why nothing is known about an unseen use, where some records were not read. */
export const NOT_WHOLE = 'not all of the records could be read';

function verdictOf(
  action: string,
  statement: string,
  { allowed, isWhole }: { readonly allowed: readonly string[]; readonly isWhole: boolean },
): GrantedAction {
  const used = allowed.filter((each) => matchesPattern(action, each, { wildcards: true, ignoreCase: true }));
  if (used.length > 0) return { action, statement, verdict: 'used', used };
  const reason =
    whyFree(action) ?? whyUnlogged(action) ?? whyPerhapsUnlogged(action) ?? (isWhole ? undefined : NOT_WHOLE);
  return reason === undefined
    ? { action, statement, verdict: 'unused', used }
    : { action, statement, verdict: 'unknown', used, reason };
}

/** The actions that were used, and that policies allow by a wildcard only. */
export function byWildcardOnly(granted: readonly GrantedAction[]): readonly string[] {
  const patterns = granted.filter(({ verdict }) => verdict === 'used');
  const named = new Set(patterns.filter(({ action }) => !/[*?]/.test(action)).flatMap(({ used }) => used));
  return [...new Set(patterns.flatMap(({ used }) => used))].filter((action) => !named.has(action)).sort();
}

/** Why a call needs no permission, and its use shows nothing. */
function whyFree(action: string): string | undefined {
  return UNGRANTED.has(action) ? 'everyone may make the call, with and without it' : undefined;
}

/** The maximum number of resource types that a reason names. */
const MAX_TYPES = 10;

const READING = { wildcards: true, ignoreCase: true } as const;

/**
 * Why the use of an action may not be in the records; undefined if its use is logged.
 *
 * @param pattern an action, or a pattern of actions as policies write it: one of those that it allows is enough
 */
function whyUnlogged(pattern: string): string | undefined {
  const found = Object.entries(UNLOGGED).flatMap(([service, byType]) =>
    Object.entries(byType).flatMap(([type, names]) => (isAnyOf(pattern, service, names) ? [type] : [])),
  );
  if (found.length === 0) return undefined;
  const types = found.filter((type) => type !== '');
  const what = /[*?]/.test(pattern) ? 'some of it' : 'it';
  if (types.length === 0) return `CloudTrail does not log ${what}`;
  const more = types.length > MAX_TYPES ? ` and ${types.length - MAX_TYPES} more` : '';
  return `${what} is logged by a selector of data events with resources.type ${types.slice(0, MAX_TYPES).join(', ')}${more}`;
}

/** Calls on the resource itself are management events. */
const MANAGES = /^(?:Create|Delete|Update|Put|Tag|Untag|List|Describe)/;

/**
 * Why the use of an action may not be in the records though nothing more is decided of its service: CloudTrail lists a type of data events
 * that the action is named after.
 */
function whyPerhapsUnlogged(action: string): string | undefined {
  const [prefix = '', name = ''] = action.split(':');
  if (Object.hasOwn(UNLOGGED, prefix) || MANAGES.test(name)) return undefined;
  const types = listedResourceTypes(prefix.replaceAll('-', '')).filter((type) =>
    name.toLowerCase().includes((type.split('::').at(-1) ?? '').toLowerCase()),
  );
  return types.length === 0
    ? undefined
    : `it may be logged by a selector of data events with resources.type ${types.join(', ')}`;
}

function isAnyOf(pattern: string, service: string, names: string): boolean {
  if (names === '*') return matchesPattern(pattern.split(':')[0] ?? '', service, READING);
  return names.split(' ').some((name) => matchesPattern(pattern, `${service}:${name}`, READING));
}
