import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import type { ChangeEffect, ReviewChange } from '../../lib/core/review/review-change';
import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markdown-text';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { MarkdownPage } from './markdown-page';
import { byArea } from './review-areas';
import { addState } from './state-tables';

/** Longer texts are cut; JSON has them whole. */
const MAX_TEXT_LENGTH = 400;
/** Of what stands in the short table on top. */
const MAX_SHORT_LENGTH = 140;

/** A comment that is updated is found by it. */
const MARKER = '<!-- trailwatch review -->';

/** The review for a comment on a pull request: short on top, everything else to unfold. */
export function reviewMarkdown(document: ReviewDocument): string {
  const page = new MarkdownPage(renderTop(document));
  for (const [effect, title] of EFFECTS) {
    const changes = document.changes.filter((change) => change.effect === effect);
    page.add({
      title: `${title}: ${changes.length}`,
      columns: ['change', 'of', 'what', 'where'],
      rows: changes.map(toRow),
    });
  }
  page.add({
    title: `Not known: ${document.unknowns.length}`,
    columns: ['what cannot be known before the deployment, or from what was read'],
    rows: document.unknowns.map((sentence) => [text(sentence)]),
  });
  addState(page, document);
  return page.toString();
}

const EFFECTS: readonly (readonly [ChangeEffect, string])[] = [
  ['weaker', 'Protects less'],
  ['unknown', 'Only the deployment knows'],
  ['changed', 'Different'],
  ['stronger', 'Protects more'],
];

function renderTop(document: ReviewDocument): string {
  const { changes, changedStacks, problems, base } = document;
  const sentences = [
    `${MARKER}\n### CloudTrail review: ${VERDICTS[document.verdict]}\n`,
    ...problems.slice(0, 5).map((problem) => `**Not read:** ${text(problem)}\n`),
    ...(problems.length > 5 ? [`**Not read:** ${problems.length - 5} more\n`] : []),
    ...(changes.length === 0 ? [] : [renderAreas(changes)]),
    ...(base === null ? [] : [renderStacks(changedStacks, changes.length)]),
  ];
  return `${sentences.join('\n')}`;
}

const VERDICTS: Readonly<Record<ReviewDocument['verdict'], string>> = {
  weaker: 'this change protects less',
  unknown: 'only the deployment knows what some of this change does',
  changed: 'something is different, and nothing protects less',
  stronger: 'this change protects more',
  'no-change': 'no change',
  'not-compared': 'the state as it is',
};

function renderAreas(changes: readonly ReviewChange[]): string {
  const rows = byArea(changes)
    .filter((area) => area.changes.length > 0)
    .map(({ area, changes: own }) => {
      const count = (...effects: readonly ChangeEffect[]): string => {
        const found = own.filter(({ effect }) => effects.includes(effect)).length;
        return found === 0 ? '' : String(found);
      };
      const [first] = own;
      const short = first === undefined ? '' : text(`${first.subject}: ${first.message}`, MAX_SHORT_LENGTH);
      const cells = [area, bold(count('weaker')), count('stronger'), count('changed', 'unknown'), short];
      return `| ${cells.join(' | ')} |\n`;
    });
  const quiet = byArea(changes).filter((area) => area.changes.length === 0);
  const rest =
    quiet.length === 0 ? '' : `\nNo change: ${quiet.map(({ area }) => area.toLowerCase()).join(', ')}.\n`;
  return `| | less | more | other | first of them |\n| --- | ---: | ---: | ---: | --- |\n${rows.join('')}${rest}`;
}

function bold(count: string): string {
  return count === '' ? '' : `**${count}**`;
}

/** Templates may differ in what is none of this review, such as the code of a function. */
function renderStacks(changedStacks: readonly string[], changes: number): string {
  if (changedStacks.length === 0) return 'All templates are the same.\n';
  const named = changedStacks.slice(0, 5).map((name) => toMarkdownCode(oneLine(name, MAX_SHORT_LENGTH)));
  const more = changedStacks.length > 5 ? ` and ${changedStacks.length - 5} more` : '';
  const only = changes === 0 ? ', in nothing that this review is about' : '';
  return `Templates that differ: ${named.join(', ')}${more}${only}.\n`;
}

function toRow({ kind, subject, message, account, region, logicalId }: ReviewChange): readonly string[] {
  const where = [account, region, logicalId].filter((part) => part !== undefined).join(' ');
  return [
    toMarkdownCode(kind),
    text(subject),
    text(message),
    where === '' ? '' : toMarkdownCode(oneLine(where, MAX_SHORT_LENGTH)),
  ];
}

function text(sentence: string, maxLength = MAX_TEXT_LENGTH): string {
  return toMarkdownText(oneLine(sentence, maxLength));
}
