import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { headline, type VerdictStyle, verdictLines } from './review-verdict';

/** All lines below the headline, unless more causes are of deletion, retention or recipients. */
const MAX_LINES = 40;

const PLAIN: VerdictStyle = {
  text: toPrintable,
  name: toPrintable,
  label: (words) => words,
  more: 'which --format markdown and --format json list',
};

/** The verdict and the causes of changes, for a terminal. */
export function reviewText(document: ReviewDocument): string {
  const lines = [`CloudTrail review: ${headline(document)}`, '', ...verdictLines(document, PLAIN, MAX_LINES)];
  return `${lines.join('\n')}\n`;
}
