import type { ReviewDocument, Upgrade } from '../../lib/core/review/document/review-document';
import { SUCCESSOR } from '../../lib/core/review/evidence/compare-evidence';
import { CHANGE_KINDS, type ChangeEffect, type ReviewChange } from '../../lib/core/review/review-change';
import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markup-text';
import { oneLine, someOf } from '../../lib/core/safe-text/one-line';

/** Changes of one effect that have one cause, such as a resource, a principal, or one edit of many resources. */
export interface ChangeGroup {
  readonly effect: ChangeEffect;
  readonly cause: CauseKind;
  /** At least one; the worst is the first. */
  readonly changes: readonly [ReviewChange, ...ReviewChange[]];
}

/**
 * The common properties of changes: `who` and `what` are of access; `stack`: changes that are only different share one line of
 * a stack; `upgrade`: another release of the library made them.
 */
type CauseKind = 'upgrade' | 'resource' | 'who' | 'what' | 'message' | 'stack';

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
  const { kind, effect, file, logicalId } = change;
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
    // where as many share both, the line has the name of each
    ...(logicalId === undefined ? [] : [['resource', `${file} ${logicalId}`] as const]),
    ...(effect === 'changed' && file !== undefined ? [['stack', `${kind} ${file}`] as const] : []),
  ];
}

/** What a removed resource was for, in its own words, and the severity of a rule that is gone or new. */
const OWN_WORDS = [/(?<=^it was removed: [^:]+): .*/s, /^severity \w+: (?=new|no longer )/];

/** A message without what is of its subject alone, such as what is new instead, which the table has. */
function sharedWords({ message }: ReviewChange): string {
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

/** A comment that is updated is found by it. */
const MARKER = '<!-- trailwatch review -->';

/** All lines before the first table to unfold. */
const MAX_LINES = 20;
const MAX_PROBLEMS = 3;
const MAX_LINE_LENGTH = 240;
const MAX_NAME_LENGTH = 140;
/** Where names and message do not fit into a line: how much of the message does, and at least of a name, beside the words of the list. */
const MAX_MESSAGE_LENGTH = 120;
const MIN_NAME_LENGTH = 40;
const LIST_LENGTH = 12;
/** Subjects of a group, and stacks, that are named. */
const MAX_NAMED = 3;

/** The first screen of a review: the verdict, then the causes of changes, the worst first. */
export function renderVerdict(document: ReviewDocument): string {
  const { changes, problems, base } = document;
  const head = [MARKER, `### CloudTrail review: ${headline(document)}`, '', ...problemLines(problems)];
  const tail = base === null ? [] : [...countLines(changes), stackLine(document)];
  // The blank line between is one, too.
  const causes = causeLines(changes, MAX_LINES - head.length - tail.length - 1);
  return `${[...head, ...causes, ...(causes.length === 0 ? [] : ['']), ...tail].join('\n')}\n`;
}

const HEADLINES: Readonly<Record<ReviewDocument['verdict'], string>> = {
  weaker: 'this change reduces protection',
  unknown: 'not all effects of this change are known',
  changed: 'something changed, and nothing protects less',
  stronger: 'this change improves protection',
  'no-change': 'no change',
  'not-compared': 'current state',
};

/** Kinds that come with every new resource and every release: they are no change of what is protected. */
const ORDINARY = /^(cost-|access-added$|pipeline-changed$)/;

function headline({ verdict, changes }: ReviewDocument): string {
  const isOrdinary = verdict === 'changed' && changes.every(({ kind }) => ORDINARY.test(kind));
  return isOrdinary ? 'no change to protection' : HEADLINES[verdict];
}

function problemLines(problems: readonly string[]): readonly string[] {
  if (problems.length === 0) return [];
  const more = problems.length - MAX_PROBLEMS;
  return [
    ...problems.slice(0, MAX_PROBLEMS).map((problem) => `- **not read:** ${text(problem)}`),
    ...(more > 0 ? [`- **not read:** ${more} more`] : []),
  ];
}

/** How a line begins, and what is counted. */
const LABELS: Readonly<Record<ChangeEffect, readonly [label: string, count: string]>> = {
  weaker: ['less', 'protect less'],
  unknown: ['not known', 'not known'],
  changed: ['other', 'different'],
  stronger: ['more', 'protect more'],
};

function causeLines(changes: readonly ReviewChange[], room: number): readonly string[] {
  const isOrdinary = ({ kind }: ReviewChange): boolean => ORDINARY.test(kind);
  // what comes with every new resource hides nothing of what is protected
  const ordered = [...changes.filter((each) => !isOrdinary(each)), ...changes.filter(isOrdinary)];
  const all = groupChanges(ordered, room);
  const shown = all.reduce((sum, group) => sum + group.changes.length, 0);
  if (shown === changes.length) return all.map(toLine);
  const groups = all.slice(0, -1);
  const left = groups.reduce((rest, group) => rest - group.changes.length, changes.length);
  return [...groups.map(toLine), `- ${left} more, in the tables below`];
}

function toLine(group: ChangeGroup): string {
  const { effect, changes } = group;
  const count = changes.length === 1 ? '' : ` (${changes.length})`;
  return `- **${LABELS[effect][0]}**${count}: ${text(sentenceOf(group))}`;
}

function sentenceOf({ cause, changes }: ChangeGroup): string {
  const [first] = changes;
  const cells = changes.flatMap((change) => accessIn(change) ?? []);
  switch (cause) {
    case 'resource': {
      const more = changes.length === 1 ? '' : '; and more of the same resource';
      return withNames([first.subject], `${first.message}${more}`);
    }
    case 'who':
    case 'what': {
      const verbs = [...new Set(cells.map(({ may }) => may))].join(', ');
      const why = changes.length === 1 ? `: ${first.message}` : '';
      return `${listOf(cells.map(({ who }) => who))} ${mayOf(first)} ${verbs} ${listOf(cells.map(({ what }) => what))}${why}`;
    }
    case 'upgrade':
      return withNames(
        changes.map(({ subject }) => subject),
        `changed by the upgrade of cdk-trailwatch: ${first.message}`,
      );
    case 'message':
    case 'stack': {
      const message = changes.length === 1 ? first.message : sharedWords(first);
      return withNames(
        changes.map(({ subject }) => subject),
        message,
      );
    }
  }
}

function mayOf({ kind }: ReviewChange): string {
  if (kind === 'access-narrowed') return 'may no longer';
  return kind === 'access-unknown' ? 'may perhaps' : 'may';
}

/** Texts, each once; the rest is counted. */
function listOf(texts: readonly string[], most = MAX_NAMED): string {
  return someOf([...new Set(texts)], most);
}

/** As many names as leave room for the message in the line. Where not even one does, each has its share, and the shortest come first. */
function withNames(names: readonly string[], message: string): string {
  const of = (most: number): string => `${listOf(names, most)}: ${message}`;
  const found = [MAX_NAMED, 2, 1].map(of).find(({ length }) => length <= MAX_LINE_LENGTH);
  if (found !== undefined) return found;
  const unique = [...new Set(names)].sort((one, other) => one.length - other.length);
  const share = Math.floor(
    (MAX_LINE_LENGTH - Math.min(message.length, MAX_MESSAGE_LENGTH)) / Math.min(unique.length, MAX_NAMED),
  );
  const cut = unique.map((name) => oneLine(name, Math.max(MIN_NAME_LENGTH, share - LIST_LENGTH)));
  return `${someOf(cut, MAX_NAMED)}: ${message}`;
}

function countLines(changes: readonly ReviewChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const counts = Object.entries(LABELS).flatMap(([effect, [, words]]) => {
    const found = changes.filter((change) => change.effect === effect).length;
    return found === 0 ? [] : [`${found} ${words}`];
  });
  const quiet = quietAreas(changes);
  const accepted = changes.filter(({ acceptance }) => acceptance?.isOver === false).length;
  const words = accepted === 0 ? '' : ` Accepted for a time: ${accepted}.`;
  return [`${counts.join(', ')}.${words}${quiet.length === 0 ? '' : ` No change: ${quiet.join(', ')}.`}`];
}

/** Templates may differ in what is none of this review. */
function stackLine({ changedStacks, changes, upgrade }: ReviewDocument): string {
  if (changedStacks.length === 0) return 'All templates are the same.';
  const names = changedStacks.map((name) => toMarkdownCode(oneLine(name, MAX_NAME_LENGTH)));
  const only = changes.length === 0 ? ', but not in anything that this review covers' : '';
  const release = upgrade === null ? '' : ` The release of cdk-trailwatch: ${text(upgradeWords(upgrade))}.`;
  return `Templates that differ: ${someOf(names, MAX_NAMED)}${only}.${release}`;
}

/** Such as `0.1.0 → 0.2.0`. */
export function upgradeWords({ from, to }: Upgrade): string {
  return `${from ?? 'one that did not name itself'} → ${to}`;
}

function text(sentence: string): string {
  return toMarkdownText(oneLine(sentence, MAX_LINE_LENGTH));
}

/** What changes are about, and how the names of their kinds begin. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  pipeline: ['pipeline'],
  evidence: ['evidence', 'update', 'state'],
  logging: ['logging'],
  access: ['access', 'permission'],
  detection: ['detection', 'coverage'],
  integrity: ['integrity'],
  retention: ['retention'],
  encryption: ['encryption'],
  'destinations and settings': ['delivery', 'setting', 'template'],
  preflight: ['preflight'],
  cost: ['cost'],
};

/** Areas that kinds exist for and no change is about. */
export function quietAreas(changes: readonly ReviewChange[]): readonly string[] {
  const loud = new Set(changes.map(({ kind }) => prefixOf(kind)));
  const known = new Set(Object.keys(CHANGE_KINDS).map(prefixOf));
  return Object.entries(AREAS)
    .filter(
      ([, prefixes]) => prefixes.some((each) => known.has(each)) && !prefixes.some((each) => loud.has(each)),
    )
    .map(([area]) => area);
}

function prefixOf(kind: string): string {
  return kind.slice(0, kind.indexOf('-'));
}
