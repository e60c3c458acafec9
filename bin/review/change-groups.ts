import type { ChangeEffect, ReviewChange } from '../../lib/core/review/review-change';

/** Changes of one effect that have one cause, such as a resource, a principal, or one edit of many resources. */
export interface ChangeGroup {
  readonly effect: ChangeEffect;
  readonly cause: CauseKind;
  /** At least one; the worst is the first. */
  readonly changes: readonly [ReviewChange, ...ReviewChange[]];
}

/** What changes have in common: `who` and `what` are of access; `stack`: what is only different is one line of a stack. */
type CauseKind = 'resource' | 'who' | 'what' | 'message' | 'stack';

/**
 * Changes by cause. The first group is of the first change, and so on: what many changes share becomes one group, and the order stays.
 *
 * @param changes the worst first
 */
export function groupChanges(changes: readonly ReviewChange[], maxGroups: number): readonly ChangeGroup[] {
  const groups: ChangeGroup[] = [];
  let left = changes;
  while (groups.length < maxGroups) {
    const [first] = left;
    if (first === undefined) break;
    const group = largestOf(first, left);
    groups.push(group);
    const taken = new Set<ReviewChange>(group.changes);
    left = left.filter((change) => !taken.has(change));
  }
  return groups;
}

/** Of the causes of a change, the one that most others share. */
function largestOf(first: ReviewChange, left: readonly ReviewChange[]): ChangeGroup {
  const { effect } = first;
  const candidates = causesOf(first).map(([cause, key]): ChangeGroup => {
    const others = left.filter(
      (change) =>
        change !== first &&
        change.effect === effect &&
        causesOf(change).some(([kind, other]) => kind === cause && other === key),
    );
    return { effect, cause, changes: [first, ...others] };
  });
  return candidates.reduce((best, group) => (group.changes.length > best.changes.length ? group : best));
}

/** At least one. */
function causesOf(change: ReviewChange): readonly (readonly [CauseKind, string])[] {
  const { kind, effect, message, file, logicalId } = change;
  const access = accessIn(change);
  return [
    ...(logicalId === undefined ? [] : [['resource', `${file} ${logicalId}`] as const]),
    ...(access === undefined
      ? []
      : ([
          ['who', access.who],
          ['what', access.what],
        ] as const)),
    ['message', `${kind} ${message}`],
    ...(effect === 'changed' && file !== undefined ? [['stack', `${kind} ${file}`] as const] : []),
  ];
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
