import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { toJsonText } from '../../lib/core/safe-text/json-text';

/** The review as one JSON document; docs/review.md describes it. */
export function reviewJson(document: ReviewDocument): string {
  return `${toJsonText(document)}\n`;
}
