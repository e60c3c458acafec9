import type { Patterns } from '../evaluation/policy-document';
import { matchesPattern } from '../evaluation/text-pattern';
import { whyUnlogged } from './unlogged-actions';
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

/** A statement of a policy, with what it allows. */
export interface AllowingStatement {
  /** `'Sid' of the policy`. */
  readonly title: string;
  readonly actions: Patterns;
}

/** What the policies of a principal allow. */
export interface PrincipalPolicies {
  readonly statements: readonly AllowingStatement[];
  /** Policies, or statements of them, that may allow something and are not known. */
  readonly unread: readonly string[];
}

/** What policies allow, pattern by pattern. Denials, conditions and resources are not compared: only what is allowed can be used. */
export function grantedActions(
  { statements, unread }: PrincipalPolicies,
  used: readonly UsedAction[],
): readonly GrantedAction[] {
  const allowed = used.filter(({ calls }) => calls > 0).map(({ action }) => action);
  const unknown = { verdict: 'unknown', used: [] } as const;
  return [
    ...statements.flatMap(({ title, actions: { negated, patterns } }): readonly GrantedAction[] => {
      if (!negated) return patterns.map((pattern) => verdictOf(pattern, title, allowed));
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

function verdictOf(action: string, statement: string, allowed: readonly string[]): GrantedAction {
  const used = allowed.filter((each) => matchesPattern(action, each, { wildcards: true, ignoreCase: true }));
  if (used.length > 0) return { action, statement, verdict: 'used', used };
  const reason = whyUnlogged(action);
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
