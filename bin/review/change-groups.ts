import { SUCCESSOR } from '../../lib/core/review/evidence/compare-evidence';
import type { ChangeEffect, ReviewChange } from '../../lib/core/review/review-change';

/** Changes of one effect that have one cause, such as a resource, a principal, or one edit of many resources. */
export interface ChangeGroup {
  readonly effect: ChangeEffect;
  readonly cause: CauseKind;
  /** At least one; the worst is the first. */
  readonly changes: readonly [ReviewChange, ...ReviewChange[]];
}

/**
 * The common properties of changes: `who` and `what` are of access; `scope`: a construct is gone or new as a whole; `stack`: changes that
 * are only different share one line of a stack; `upgrade`: another release of the library made them.
 */
export type CauseKind = 'upgrade' | 'scope' | 'who' | 'what' | 'message' | 'stack';

/**
 * Changes by cause. The first group is of the first change, and so on: what many changes share becomes one group, and the order stays.
 *
 * @param changes the worst first
 */
export function groupChanges(changes: readonly ReviewChange[]): readonly ChangeGroup[] {
  const groups: ChangeGroup[] = [];
  const index = new Map<string, ReviewChange[]>();
  for (const change of changes)
    for (const key of causesOf(change).map((cause) => keyOf(change, cause))) {
      const others = index.get(key);
      if (others === undefined) index.set(key, [change]);
      else others.push(change);
    }
  const taken = new Set<ReviewChange>();
  for (const first of changes) {
    if (taken.has(first)) continue;
    const group = largestOf(first, (key) => (index.get(key) ?? []).filter((change) => !taken.has(change)));
    groups.push(group);
    for (const change of group.changes) taken.add(change);
  }
  return groups;
}

/** Of the causes of a change, the one that most others share. */
function largestOf(first: ReviewChange, sharing: (key: string) => readonly ReviewChange[]): ChangeGroup {
  const { effect } = first;
  const candidates = causesOf(first).map(([cause, key]): ChangeGroup => {
    const others = sharing(keyOf(first, [cause, key])).filter((change) => change !== first);
    return { effect, cause, changes: [first, ...others] };
  });
  return candidates.reduce((best, group) => (group.changes.length > best.changes.length ? group : best));
}

function keyOf({ effect }: ReviewChange, cause: readonly [CauseKind, string]): string {
  return JSON.stringify([effect, ...cause]);
}

/** At least one. */
function causesOf(change: ReviewChange): readonly (readonly [CauseKind, string])[] {
  const { kind, effect, file } = change;
  const access = accessIn(change);
  if (change.byUpgrade) return [['upgrade', '']];
  return [
    ...(access === undefined
      ? []
      : ([
          ['who', access.who],
          ['what', access.what],
        ] as const)),
    ['message', `${kind} ${sharedWords(change)}`],
    ...(effect === 'changed' && file !== undefined ? [['stack', `${kind} ${file}`] as const] : []),
  ];
}

/** What a removed resource was for, in its own words, and the severity of a rule that is gone or new. */
const OWN_WORDS = [/(?<=^it was removed: [^:]+): .*/s, /^severity \w+: (?=new|no longer )/];

/** A message without what is of its subject alone, such as what is new instead, which the table has. */
export function sharedWords({ message }: ReviewChange): string {
  return [SUCCESSOR, ...OWN_WORDS].reduce((words, own) => words.replace(own, ''), message);
}

const ACCESS = /^(?<who>.+) may (?<may>[a-z]+) (?<what>.+)$/;

/** Who may do what with what, of a change of access. */
export function accessIn({
  kind,
  subject,
}: ReviewChange): { readonly who: string; readonly may: string; readonly what: string } | undefined {
  const { who, may, what } = (kind.startsWith('access-') ? ACCESS.exec(subject)?.groups : undefined) ?? {};
  return who === undefined || may === undefined || what === undefined ? undefined : { who, may, what };
}
