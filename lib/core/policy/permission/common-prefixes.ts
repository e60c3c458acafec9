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

/** An ARN up to the name of the resource. */
const HEAD = /^arn:[^:]*:(?:s3:::|[^:]*:[^:]*:[^:]*:(?:\/?[a-z][a-z0-9-]*[:/])?)/i;

/** A shorter beginning of a name would allow what nobody asked for. */
const MIN_LENGTH = 3;

/** Where words of a name end. */
const BOUNDARY = /[-/._:]/g;

/**
 * Replaces resources by patterns for their common beginnings, the longest first, until what is left fits; at last, no two resources of a kind
 * have the first word of their names in common.
 */
export function withCommonPrefixes(
  used: readonly UsedAction[],
  fits: (used: readonly UsedAction[]) => boolean,
): CompactActions {
  const replaced = new Map<string, Set<string>>();
  let compact = used;
  for (const beginnings of byLength(used)) {
    if (fits(compact)) break;
    const isShort = new Set(beginnings);
    compact = compact.map((each) => ({
      ...each,
      resources: new Set([...each.resources].map((arn) => beginningIn(isShort, arn) ?? arn)),
    }));
    note(beginnings, used, replaced);
  }
  const left = new Set(compact.flatMap(({ resources }) => [...resources]));
  const prefixes = [...replaced].filter(([pattern]) => left.has(pattern));
  return {
    used: compact,
    prefixes: prefixes.map(([pattern, of]) => ({ pattern, resources: of.size })).sort(byPattern),
  };
}

function byPattern(one: CommonPrefix, other: CommonPrefix): number {
  return one.pattern < other.pattern ? -1 : 1;
}

/** Beginnings that several resources share, those of one length together, the longest first. */
function byLength(used: readonly UsedAction[]): readonly (readonly string[])[] {
  const sharing = new Map<string, number>();
  for (const arn of new Set(used.flatMap(({ resources }) => [...resources])))
    for (const beginning of beginningsOf(arn)) sharing.set(beginning, (sharing.get(beginning) ?? 0) + 1);
  const lengths = new Map<number, string[]>();
  for (const [beginning, count] of sharing)
    if (count > 1) lengths.set(beginning.length, [...(lengths.get(beginning.length) ?? []), beginning]);
  return [...lengths].sort(([one], [other]) => other - one).map(([, beginnings]) => beginnings);
}

function beginningsOf(arn: string): readonly string[] {
  const head = HEAD.exec(arn)?.[0].length ?? 0;
  const name = arn.slice(head);
  const wildcard = name.search(/[*?]/);
  return [...name.matchAll(BOUNDARY)].flatMap(({ index }) =>
    head === 0 || index < MIN_LENGTH || (wildcard >= 0 && index >= wildcard)
      ? []
      : [arn.slice(0, head + index + 1)],
  );
}

/** The pattern in place of an ARN, if it has one of the beginnings. */
function beginningIn(beginnings: ReadonlySet<string>, arn: string): string | undefined {
  const found = beginningsOf(arn).find((each) => beginnings.has(each));
  return found === undefined ? undefined : `${found}*`;
}

function note(
  beginnings: readonly string[],
  used: readonly UsedAction[],
  replaced: Map<string, Set<string>>,
): void {
  const arns = used.flatMap(({ resources }) => [...resources]);
  for (const beginning of beginnings)
    replaced.set(`${beginning}*`, new Set(arns.filter((arn) => arn.startsWith(beginning))));
}
