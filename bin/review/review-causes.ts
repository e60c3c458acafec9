import { TAMPERING_GROUPS } from '../../lib/core/inventory/tampering/tampering-groups';
import { groupBy } from '../../lib/core/keyed/grouped';
import type { ChangeEffect, ChangeKind, ReviewChange } from '../../lib/core/review/review-change';
import { sentenceOf, tamperingSentence } from './cause-sentence';
import { type ChangeGroup, groupChanges } from './change-groups';

/** Changes that one edit made, and what follows from it in the words of a reader. */
export interface ReviewCause {
  readonly effect: ChangeEffect;
  /** One sentence without a full stop, which has neither logical ids that the CDK made nor names of variables. */
  readonly words: string;
  /** At least one; the worst is the first. */
  readonly changes: readonly [ReviewChange, ...ReviewChange[]];
}

/** What a reader must not miss, the worst first: it is always a line of its own. */
const SEVERE: readonly ChangeKind[] = [
  ...(['update-refused', 'evidence-deleted', 'evidence-replaced', 'logging-reduced'] as const),
  ...(['logging-endless', 'pipeline-interrupted', 'detection-lost', 'detection-weakened'] as const),
  ...(['retention-shortened', 'access-widened', 'integrity-weakened', 'encryption-weakened'] as const),
  ...(['evidence-unmanaged', 'evidence-unprotected', 'pipeline-narrowed', 'state-lost'] as const),
];

/** Deletion, retention and recipients of alerts. */
export function isKept({ kind, effect, subject }: ReviewChange): boolean {
  if (effect === 'refused') return true;
  return effect === 'weaker' && (/^(evidence-|retention-)/.test(kind) || subject.startsWith('subscription '));
}

/** Kinds that come with every new resource and every release: they are no change of what is protected. */
export const ORDINARY = /^(cost-|access-added$|pipeline-changed$)/;

/**
 * Changes by their causes, the worst first. What only follows from another change is a part of its cause: the variable of a function, a
 * warning of the synthesis about the same construct, the techniques of a detection.
 *
 * @param changes the worst first
 */
export function causesOf(changes: readonly ReviewChange[]): readonly ReviewCause[] {
  const { tampering, rest } = withoutTampering(changes);
  const all = [...tampering.flat(), ...rest];
  const leaders = new Map(
    rest.flatMap((change) => {
      const leader = followedBy(change, all);
      return leader === undefined ? [] : [[change, leader] as const];
    }),
  );
  const others = rest.filter((change) => !leaders.has(change));
  const causes = [
    ...tampering.map(
      (parts): ReviewCause => ({
        ...{ effect: 'weaker', changes: parts, words: tamperingSentence(parts) },
      }),
    ),
    ...withScopes(others).map((group): ReviewCause => ({ ...group, words: sentenceOf(group) })),
  ];
  const whole = causes.map((cause): ReviewCause => {
    const own = new Set<ReviewChange>(cause.changes);
    const following = [...leaders].flatMap(([change, leader]) => (own.has(leader) ? [change] : []));
    return following.length === 0 ? cause : { ...cause, changes: [...cause.changes, ...following] };
  });
  return whole.sort((one, other) => rankOf(one) - rankOf(other));
}

const EFFECTS: readonly ChangeEffect[] = ['refused', 'weaker', 'unknown', 'changed', 'stronger'];

function rankOf({ effect, changes }: ReviewCause): number {
  const [{ kind }] = changes;
  const place = SEVERE.indexOf(kind);
  const isOrdinary = changes.every((change) => ORDINARY.test(change.kind));
  // what comes with every new resource hides nothing of what is protected
  const last = isOrdinary ? 1_000 : 0;
  return last + EFFECTS.indexOf(effect) * 100 + (place < 0 ? SEVERE.length : place);
}

/** The rules on the resources of trailwatch itself. */
const OWN_RULES: ReadonlySet<string> = new Set(TAMPERING_GROUPS.map(({ name }) => name));

/** What tamper detection consists of beside its rules: the keys that it knows, and the events of its tables. */
function servesTampering({ effect, kind, subject }: ReviewChange): boolean {
  if (effect !== 'weaker') return false;
  if (subject.startsWith('variable TRAILWATCH_OWN_KEYS ')) return true;
  return kind === 'logging-reduced' && /^data events of AWS::DynamoDB::Table \(write\)/.test(subject);
}

/** The losses of tamper detection, for each construct that had it. */
function withoutTampering(changes: readonly ReviewChange[]): {
  readonly tampering: readonly ReviewCause['changes'][];
  readonly rest: readonly ReviewChange[];
} {
  const isOwn = ({ kind, subject, scope, byUpgrade }: ReviewChange): boolean =>
    kind === 'detection-lost' && scope === undefined && !byUpgrade && OWN_RULES.has(subject);
  const lost = groupBy(changes.filter(isOwn), ({ file, logicalId }) => `${file} ${logicalId}`);
  const all = [...lost.values()].filter((group) => group.length >= OWN_RULES.size / 2);
  const [first] = all;
  if (first === undefined) return { tampering: [], rest: changes };
  const serving = changes.filter(servesTampering);
  const tampering = all.flatMap((group): readonly ReviewCause['changes'][] => {
    const [one, ...more] = group === first ? [...group, ...serving] : group;
    return one === undefined ? [] : [[one, ...more]];
  });
  const taken = new Set(tampering.flat());
  return { tampering, rest: changes.filter((change) => !taken.has(change)) };
}

/** Settings of functions that other settings decide, and the kinds of changes that come with these. */
const DERIVED: readonly (readonly [RegExp, RegExp])[] = [
  [/^variable TRAILWATCH_RECHECK_REACH_HOURS /, /^retention-/],
  [/^variable TRAILWATCH_OWN_KEYS /, /^detection-lost$/],
];

/** The change that one follows from; `undefined`: none. */
function followedBy(change: ReviewChange, all: readonly ReviewChange[]): ReviewChange | undefined {
  const { kind, effect, subject, file, logicalId, construct = '' } = change;
  const find = (isLeader: (other: ReviewChange) => boolean): ReviewChange | undefined =>
    all.find((other) => other !== change && isLeader(other));
  for (const [setting, leader] of DERIVED)
    if (setting.test(subject))
      return find((other) => other.effect === effect && other.file === file && leader.test(other.kind));
  // what AWS refuses of a resource, it refuses with all else of it
  const refusal = find(
    (other) => other.effect === 'refused' && other.file === file && other.logicalId === logicalId,
  );
  if (refusal !== undefined && logicalId !== undefined && /^(unknown|changed|stronger)$/.test(effect))
    return refusal;
  if (/^coverage-/.test(kind))
    return find((other) => other.effect === effect && /^detection-/.test(other.kind) && !other.byUpgrade);
  if (kind === 'preflight-warning')
    return find(
      (other) =>
        (other.effect === effect || other.effect === 'refused') &&
        !/^preflight/.test(other.kind) &&
        isWithin(other, subject),
    );
  // the layer of rules is other code where the rules are others
  if (
    kind === 'pipeline-changed' &&
    subject.startsWith('code in ') &&
    /\/Rules(\/Resource)?$/.test(construct)
  )
    return find((other) => /^detection-/.test(other.kind) && other.file === file && !other.byUpgrade);
  return undefined;
}

function isWithin({ construct }: ReviewChange, path: string): boolean {
  return construct?.startsWith(`${path}/`) === true;
}

/** The number of changes from which a construct that is gone or new as a whole is one line. */
const MANY = 3;

/** Groups of changes with one cause: what is gone or new with a whole construct, and then what has other properties in common. */
function withScopes(changes: readonly ReviewChange[]): readonly ChangeGroup[] {
  const whole = groupBy(
    changes.filter(({ scope, byUpgrade, ...change }) => scope !== undefined && !byUpgrade && !isKept(change)),
    ({ scope, effect }) => JSON.stringify([scope, effect]),
  );
  const scoped = [...whole.values()].flatMap((group): readonly ChangeGroup[] => {
    const [first, ...more] = group;
    const places = new Set(group.map(({ logicalId }) => logicalId));
    if (first === undefined || group.length < MANY || places.size < 2) return [];
    return [{ effect: first.effect, cause: 'scope', changes: [first, ...more] }];
  });
  const taken = new Set(scoped.flatMap((group) => group.changes));
  return [...scoped, ...groupChanges(changes.filter((change) => !taken.has(change)))];
}
