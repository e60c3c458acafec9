import { parsePolicy } from '../access/policy-document';
import { matchesPattern } from '../access/text-pattern';
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

/** A policy as IAM has it. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: unknown;
}

/** What policies allow, pattern by pattern. Denials, conditions and resources are not compared: only what is allowed can be used. */
export function grantedActions(
  policies: readonly NamedPolicy[],
  used: readonly UsedAction[],
): readonly GrantedAction[] {
  const allowed = used.filter(({ calls }) => calls > 0).map(({ action }) => action);
  return policies.flatMap(({ name, document }) =>
    parsePolicy(document, 'identity', name)
      .statements.filter(({ effect }) => effect === 'Allow')
      .flatMap(({ title, actions }) =>
        actions.negated
          ? [
              {
                action: `not ${actions.patterns.join(', ')}`,
                statement: title,
                verdict: 'unknown' as const,
                used: [],
                reason: 'a statement with NotAction allows actions that it does not name',
              },
            ]
          : actions.patterns.map((pattern) => verdictOf(pattern, title, allowed)),
      ),
  );
}

function verdictOf(action: string, statement: string, allowed: readonly string[]): GrantedAction {
  const used = allowed.filter((each) => matchesPattern(action, each, { wildcards: true, ignoreCase: true }));
  if (used.length > 0) return { action, statement, verdict: 'used', used };
  const reason = action.includes('*') ? undefined : whyUnlogged(action);
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
