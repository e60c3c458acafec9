import { grouped } from '../../keyed/grouped';
import { isGeneratedId } from './passing-ids';
import type { UsedAction } from './used-permissions';

/** What stands in a policy for names of resources with a common beginning. */
export interface CommonPrefix {
  /** The pattern, which ends with `*`. */
  readonly pattern: string;
  /** How many used resources it stands for. It allows all others of the beginning, too. */
  readonly resources: number;
}

/** Used actions, and the prefixes that stand for resources of theirs. */
export interface CompactActions {
  readonly used: readonly UsedAction[];
  readonly prefixes: readonly CommonPrefix[];
}

/** Who may pass or assume one role, or change one principal, must not do so with another whose name begins like it. */
const ON_IDENTITIES = /^(?:iam|sts):/i;

/** An ARN up to the name of the resource. Names of buckets are global: another of the beginning may be a stranger's, so they are whole. */
const HEAD =
  /^arn:[^:*?]*:(?:s3:::[^/*?]+\/|(?!(?:iam|sts|s3::):)[^:*?]*:[^:]*:[^:]*:(?:\/?[a-z][a-z0-9-]*[:/])?)/i;
const OF_BUCKET = /^arn:[^:]*:s3:::/i;

/** Shorter common beginnings of names are not used: their patterns would allow many other resources. */
const MIN_LENGTH = 3;

/** Where words of a name end. */
const BOUNDARIES = '-/._:';
const WILDCARDS = '*?';

/**
 * Replaces resources by patterns for their common beginnings, the longest first, until what is left fits; at last, no two resources of a kind
 * have the first word of their names in common. What is of IAM or STS stays as it is.
 */
export function withCommonPrefixes(
  used: readonly UsedAction[],
  fits: (used: readonly UsedAction[]) => boolean,
): CompactActions {
  if (fits(used)) return { used, prefixes: [] };
  const kinds = kindsOf(used.filter((each) => isOpen(each)));
  const shared = new Set(kinds.flatMap(({ common }) => common));
  const lengths = [...shared].filter((length) => length > 0).sort((one, other) => other - one);
  const compactAt = (at: number) => compactTo(lengths[at] ?? Number.POSITIVE_INFINITY, used, kinds);
  // Shorter beginnings never make it larger, so that the first length that fits is found by halving.
  let [from, to] = [0, Math.max(lengths.length - 1, 0)];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (fits(compactAt(middle).used)) to = middle;
    else from = middle + 1;
  }
  return compactAt(to);
}

/** Whether the resources of an action are in its statement, and others may be allowed with them. */
function isOpen({ action, calls, isForAny }: UsedAction): boolean {
  return calls > 0 && !isForAny && !ON_IDENTITIES.test(action);
}

/** Resources of one kind, in the order of their names. */
interface Kind {
  readonly arns: readonly string[];
  /** For each but the last: the length of the longest beginning in common with the next, up to the end of a word; 0 if there is none. */
  readonly common: readonly number[];
}

function kindsOf(used: readonly UsedAction[]): readonly Kind[] {
  const byHead = grouped(
    [...new Set(used.flatMap(({ resources }) => [...resources]))].flatMap((arn) => {
      const head = HEAD.exec(arn)?.[0];
      return head === undefined || isGeneratedId(arn.slice(head.length)) ? [] : [[head, arn] as const];
    }),
  );
  return [...byHead].map(([head, arns]) => {
    const min = OF_BUCKET.test(head) ? head.length : head.length + MIN_LENGTH + 1;
    const sorted = arns.sort();
    const common = sorted.slice(1).map((arn, at) => commonLength(sorted[at] as string, arn, head.length));
    return { arns: sorted, common: common.map((length) => (length < min ? 0 : length)) };
  });
}

/** The length of the longest beginning that ends with a word, and has no wildcard behind the head. */
function commonLength(one: string, other: string, head: number): number {
  let length = head;
  for (let at = head; at < one.length && one[at] === other[at]; at += 1) {
    const character = one.charAt(at);
    if (WILDCARDS.includes(character)) break;
    if (BOUNDARIES.includes(character)) length = at + 1;
  }
  return length;
}

/** With a pattern for all neighbours that have a beginning of at least this length in common. */
function compactTo(least: number, used: readonly UsedAction[], kinds: readonly Kind[]): CompactActions {
  const patterns = new Map<string, string>();
  const prefixes: CommonPrefix[] = [];
  for (const { arns, common } of kinds)
    for (let from = 0, to = 0; from < arns.length; from = to) {
      let length = Number.POSITIVE_INFINITY;
      for (to = from + 1; (common[to - 1] ?? 0) >= least; to += 1)
        length = Math.min(length, common[to - 1] as number);
      if (to === from + 1) continue;
      const pattern = `${(arns[from] as string).slice(0, length)}*`;
      for (const arn of arns.slice(from, to)) patterns.set(arn, pattern);
      prefixes.push({ pattern, resources: to - from });
    }
  const compact = used.map((each) =>
    isOpen(each)
      ? { ...each, resources: new Set([...each.resources].map((arn) => patterns.get(arn) ?? arn)) }
      : each,
  );
  return { used: compact, prefixes: prefixes.sort(byPattern) };
}

function byPattern(one: CommonPrefix, other: CommonPrefix): number {
  return one.pattern < other.pattern ? -1 : 1;
}
