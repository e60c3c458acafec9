import { type Condition, type Context, conditionHolds } from './condition-block';
import { foldedKey, isMultivalued } from './condition-key';
import type { Patterns, Statement } from './policy-document';
import { contextOf, type Request } from './request';
import { describePrincipals, type Reach, reachOf } from './statement-principal';
import { matchesPattern, type Variables } from './text-pattern';

/** Whether a statement applies to a request; if not, how nearly, and the part that does not match. */
export type Match =
  | { readonly applies: true; readonly reaches: readonly Reach[] }
  | { readonly applies: false; readonly stoppedAt: Stop; readonly words: string };

/** The elements in the order they are tried; the later one stops, the nearer the statement came. */
export const STOPS = ['action', 'principal', 'resource', 'condition'] as const;

type Stop = (typeof STOPS)[number];

/** Matches one statement of any policy with a request. */
export function matchStatement(statement: Statement, request: Request): Match {
  const variables = statement.hasVariables ? variablesOf(request) : undefined;
  const { principals, actions, resources, conditions } = statement;
  if (!fitsPatterns(actions, request.action, (pattern, text) => fitsAction(pattern, text))) {
    return stopped('action', 'is about other actions');
  }
  const reaches = principals === undefined ? [] : reachOf(principals, request.principal);
  if (reaches === undefined) return stopped('principal', `is for ${describePrincipals(principals ?? [])}`);
  const { arn } = request.resource;
  if (resources !== undefined && !fitsPatterns(resources, arn, (p, text) => fitsArn(p, text, variables))) {
    return stopped(
      'resource',
      `is about ${resources.negated ? 'all but ' : ''}${resources.patterns.join(', ')}`,
    );
  }
  const failed = conditions.find((each) => !conditionHolds(each, contextOf(request), variables));
  if (failed !== undefined) return stopped('condition', describeFailure(failed, contextOf(request)));
  return { applies: true, reaches };
}

function stopped(stoppedAt: Stop, words: string): Match {
  return { applies: false, stoppedAt, words };
}

/** Whether a text fits one of the patterns, or none where they are negated. */
export function fitsPatterns(
  { patterns, negated }: Patterns,
  text: string,
  fits: (pattern: string, text: string) => boolean,
): boolean {
  return patterns.some((pattern) => fits(pattern, text)) !== negated;
}

/** Actions are the same in any letter case and know no variables. */
function fitsAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern, action, { wildcards: true, ignoreCase: true });
}

/** Unlike in ARN operators, a `*` of a Resource reaches over slashes and colons. */
function fitsArn(pattern: string, arn: string, variables: Variables | undefined): boolean {
  return matchesPattern(pattern, arn, { wildcards: true, variables });
}

function variablesOf(request: Request): Variables {
  return (key) => {
    if (isMultivalued(key)) throw new Error(`'${key}' has many values: it cannot be a policy variable`);
    return contextOf(request).get(foldedKey(key)) as string | undefined;
  };
}

function describeFailure({ operator, key, values }: Condition, context: Context): string {
  const actual = context.get(foldedKey(key));
  const found =
    actual === undefined ? 'the request has none' : `the request has ${[actual].flat().join(', ')}`;
  return `wants ${operator} ${key} ${values.join(' or ')}, and ${found}`;
}
