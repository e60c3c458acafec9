import { foldedKey } from '../../policy/evaluation/condition-key';
import { someOf } from '../../safe-text/one-line';
import { type ReviewChange, toChange } from '../review-change';
import { fitsAny } from './open-match';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';

const MAX_NAMED = 5;

/**
 * Actions that a managed policy denied, and no longer denies on all resources of before under the same conditions. Only policies that
 * people attach elsewhere: what these principals are allowed is in no template, so no access shows what the Deny kept from them.
 */
export function lostDenies(
  base: readonly TemplateIdentity[],
  head: readonly TemplateIdentity[],
): readonly ReviewChange[] {
  return base.flatMap((before) => {
    const { kind, name, account, isAttached } = before;
    if (kind !== 'principals with the managed policy' || isAttached) return [];
    const after = head.filter(
      (other) => other.kind === kind && other.name === name && other.account === account,
    );
    const kept = after.flatMap(deniesOf);
    const lost = deniesOf(before).filter((one) => !kept.some((other) => denies(other, one)));
    if (lost.length === 0) return [];
    const actions = [...new Set(lost.map(({ action }) => action))];
    return [
      toChange(
        'access-unknown',
        `${kind} ${name}`,
        `the policy denies less than before: ${someOf(actions, MAX_NAMED)}`,
      ),
    ];
  });
}

/** A Deny of one action on one resource, each as the statement has it. */
interface Denied {
  readonly statement: ReadStatement;
  /** A pattern, or in words all actions but those of NotAction. */
  readonly action: string;
  readonly resource: string;
}

function deniesOf({ identity }: TemplateIdentity): readonly Denied[] {
  return identity
    .filter(({ effect }) => effect === 'Deny')
    .flatMap((statement) =>
      each(statement.actions, 'all actions but ').flatMap((action) =>
        each(statement.resources, '').map((resource) => ({ statement, action, resource })),
      ),
    );
}

function each(patterns: ReadStatement['actions'] | undefined, but: string): readonly string[] {
  if (patterns === undefined) return ['*'];
  return patterns.negated ? [but + patterns.patterns.join(', ')] : patterns.patterns;
}

function denies({ statement }: Denied, { action, resource, statement: before }: Denied): boolean {
  return (
    covers(statement.actions, before.actions, action, true) &&
    covers(statement.resources, before.resources, resource, false) &&
    needsNoMore(statement, before)
  );
}

/** Whether patterns cover one of those before; those of NotAction and NotResource, if they are the same. */
function covers(
  patterns: ReadStatement['resources'],
  before: ReadStatement['resources'],
  one: string,
  ignoreCase: boolean,
): boolean {
  if (patterns === undefined || before?.negated === true)
    return JSON.stringify(patterns) === JSON.stringify(before);
  return fitsAny(patterns, one, ignoreCase);
}

/** Whether a statement needs nothing that the other does not need, too. */
function needsNoMore(statement: ReadStatement, other: ReadStatement): boolean {
  const known = new Set(needsOf(other));
  return needsOf(statement).every((need) => known.has(need));
}

function needsOf({ conditions, needs }: ReadStatement): readonly string[] {
  return [
    ...conditions.map(({ key, values, ...rest }) =>
      JSON.stringify([foldedKey(key), [...values].sort(), rest]),
    ),
    ...needs.map(({ text }) => text),
  ];
}
