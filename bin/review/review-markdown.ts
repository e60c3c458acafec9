import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import type { ChangeEffect, ReviewChange } from '../../lib/core/review/review-change';
import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markdown-text';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { MarkdownPage } from './markdown-page';
import { renderVerdict } from './review-verdict';
import { addState } from './state-tables';

/** Longer texts are cut; JSON has them whole. */
const MAX_TEXT_LENGTH = 400;
/** Of accounts, Regions and logical ids. */
const MAX_SHORT_LENGTH = 140;

/** The review for a comment on a pull request: the verdict on top, everything else to unfold. */
export function reviewMarkdown(document: ReviewDocument): string {
  const page = new MarkdownPage(renderVerdict(document));
  for (const [effect, title] of EFFECTS) {
    const changes = document.changes.filter((change) => change.effect === effect);
    page.add({
      title: `${title}: ${changes.length}`,
      columns: ['change', 'of', 'what', 'where'],
      rows: changes.map(toRow),
    });
  }
  page.add({
    title: `What this review does not know: ${document.unknowns.length}`,
    columns: ['what cannot be known before the deployment, or from what was read'],
    rows: document.unknowns.map((sentence) => [text(sentence)]),
  });
  addState(page, document);
  return page.toString();
}

const EFFECTS: readonly (readonly [ChangeEffect, string])[] = [
  ['weaker', 'Protects less'],
  ['unknown', 'Not known'],
  ['changed', 'Different'],
  ['stronger', 'Protects more'],
];

function toRow({ kind, subject, message, account, region, logicalId }: ReviewChange): readonly string[] {
  const where = [account, region, logicalId].filter((part) => part !== undefined).join(' ');
  return [
    toMarkdownCode(kind),
    text(subject),
    text(message),
    where === '' ? '' : toMarkdownCode(oneLine(where, MAX_SHORT_LENGTH)),
  ];
}

function text(sentence: string): string {
  return toMarkdownText(oneLine(sentence, MAX_TEXT_LENGTH));
}
