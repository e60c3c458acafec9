import type { ReviewDocument, Upgrade } from '../../lib/core/review/document/review-document';
import { CHANGE_KINDS, type ChangeEffect, type ReviewChange } from '../../lib/core/review/review-change';
import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markup-text';
import { oneLine, someOf } from '../../lib/core/safe-text/one-line';
import { MAX_LINE_LENGTH } from './cause-sentence';
import { causesOf, isKept, ORDINARY, type ReviewCause } from './review-causes';

/** A comment that is updated is found by it. */
const MARKER = '<!-- trailwatch review -->';

/** All lines before the first table to unfold, unless more causes are of deletion, retention or recipients. */
const MAX_LINES = 20;
const MAX_PROBLEMS = 3;
const MAX_NAME_LENGTH = 140;
/** Stacks that are named. */
const MAX_NAMED = 3;
/** Of a line that has to name all that is deleted. */
const MAX_KEPT_LENGTH = 2_000;

/** How the words of a verdict are written. */
export interface VerdictStyle {
  readonly text: (words: string) => string;
  readonly name: (words: string) => string;
  readonly label: (words: string) => string;
  /** Where the causes are that have no line. */
  readonly more: string;
}

const MARKDOWN: VerdictStyle = {
  text: toMarkdownText,
  name: toMarkdownCode,
  label: (words) => `**${words}**`,
  more: 'in the tables below',
};

/** The first screen of a review: the verdict, then the causes of changes, the worst first. */
export function renderVerdict(document: ReviewDocument): string {
  const head = [MARKER, `### CloudTrail review: ${headline(document)}`, ''];
  return `${[...head, ...verdictLines(document, MARKDOWN, MAX_LINES - head.length)].join('\n')}\n`;
}

/** The lines below the headline. */
export function verdictLines(
  document: ReviewDocument,
  style: VerdictStyle,
  maxLines: number,
): readonly string[] {
  const { changes, problems, base } = document;
  const head = problemLines(problems, style);
  const tail = base === null ? [] : [...countLines(changes), stackLine(document, style)];
  // The blank line between is one, too.
  const causes = causeLines(changes, style, maxLines - head.length - tail.length - 1);
  return [...head, ...causes, ...(causes.length === 0 ? [] : ['']), ...tail];
}

const HEADLINES: Readonly<Record<ReviewDocument['verdict'], string>> = {
  refused: 'the deployment fails',
  weaker: 'this change reduces protection',
  unknown: 'not all effects of this change are known',
  changed: 'something changed, and nothing protects less',
  stronger: 'this change improves protection',
  'no-change': 'no change',
  'not-compared': 'current state',
};

/** The verdict in one sentence. */
export function headline({ verdict, changes }: ReviewDocument): string {
  const isOrdinary = verdict === 'changed' && changes.every(({ kind }) => ORDINARY.test(kind));
  if (isOrdinary) return 'no change to protection';
  const isWeaker = verdict === 'refused' && changes.some(({ effect }) => effect === 'weaker');
  return isWeaker ? `${HEADLINES.refused}; if it did not, ${HEADLINES.weaker}` : HEADLINES[verdict];
}

function problemLines(problems: readonly string[], style: VerdictStyle): readonly string[] {
  if (problems.length === 0) return [];
  const more = problems.length - MAX_PROBLEMS;
  return [
    ...problems
      .slice(0, MAX_PROBLEMS)
      .map((problem) => `- ${style.label('not read:')} ${text(problem, style)}`),
    ...(more > 0 ? [`- ${style.label('not read:')} ${more} more`] : []),
  ];
}

/** How a line begins, and what is counted. */
const LABELS: Readonly<Record<ChangeEffect, readonly [label: string, count: string]>> = {
  refused: ['refused', 'refused by AWS'],
  weaker: ['less', 'protect less'],
  unknown: ['not known', 'not known'],
  changed: ['other', 'different'],
  stronger: ['more', 'protect more'],
};

function causeLines(changes: readonly ReviewChange[], style: VerdictStyle, room: number): readonly string[] {
  const causes = causesOf(changes);
  const isSevere = (cause: ReviewCause): boolean => cause.changes.some(isKept);
  const [kept, others] = [causes.filter(isSevere), causes.filter((cause) => !isSevere(cause))];
  const left = Math.max(1, room - kept.length);
  const shown = others.length <= left ? others : others.slice(0, left - 1);
  const hidden = others.slice(shown.length).reduce((sum, cause) => sum + cause.changes.length, 0);
  const lines = causes.filter((cause) => isSevere(cause) || shown.includes(cause));
  return [
    ...lines.map((cause) => toLine(cause, style)),
    ...(hidden === 0 ? [] : [`- ${hidden} more, ${style.more}`]),
  ];
}

/** A cause as the first screen has it, without the mark of a list. */
export function markdownLine(cause: ReviewCause): string {
  return toLine(cause, MARKDOWN).slice('- '.length);
}

function toLine({ effect, words, changes }: ReviewCause, style: VerdictStyle): string {
  const count = changes.length === 1 ? '' : ` (${changes.length})`;
  const most = changes.some(isKept) ? MAX_KEPT_LENGTH : MAX_LINE_LENGTH;
  return `- ${style.label(LABELS[effect][0])}${count}: ${style.text(oneLine(words, most))}`;
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
function stackLine({ changedStacks, changes, upgrade }: ReviewDocument, style: VerdictStyle): string {
  if (changedStacks.length === 0) return 'All templates are the same.';
  const names = changedStacks.map((name) => style.name(oneLine(name, MAX_NAME_LENGTH)));
  const only = changes.length === 0 ? ', but not in anything that this review covers' : '';
  const release =
    upgrade === null ? '' : ` The release of cdk-trailwatch: ${text(upgradeWords(upgrade), style)}.`;
  return `Templates that differ: ${someOf(names, MAX_NAMED)}${only}.${release}`;
}

/** Such as `0.1.0 → 0.2.0`. */
export function upgradeWords({ from, to }: Upgrade): string {
  return `${from ?? 'one that did not name itself'} → ${to}`;
}

function text(sentence: string, style: VerdictStyle): string {
  return style.text(oneLine(sentence, MAX_LINE_LENGTH));
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
