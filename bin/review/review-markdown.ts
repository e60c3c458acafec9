import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import type { ChangeEffect, ReviewChange } from '../../lib/core/review/review-change';
import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markdown-text';
import { oneLine } from '../../lib/core/safe-text/one-line';
import { MarkdownPage } from './markdown-page';
import { accessIn, renderVerdict } from './review-verdict';
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
      rows: rowsOf(changes),
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

/** What a principal may do with so many resources is one row. */
const MANY = 3;
/** Resources of such a row that are named. */
const MAX_NAMED = 5;

/** A row for each change, but one for what a principal may do with many resources: one statement of a policy allows hundreds of them. */
function rowsOf(changes: readonly ReviewChange[]): readonly (readonly string[])[] {
  const groups = new Map<unknown, ReviewChange[]>();
  for (const change of changes) {
    const access = accessIn(change);
    const key = access === undefined ? change : JSON.stringify([change.kind, access.who, access.may]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length < MANY ? group.map(toRow) : [toRow(withMany(group))],
  );
}

/** The first of changes that differ in the resource, with how many there are in its subject, and which. */
function withMany(group: readonly ReviewChange[]): ReviewChange {
  const [first] = group;
  const access = first === undefined ? undefined : accessIn(first);
  if (first === undefined || access === undefined) throw new Error('only changes of access are many');
  const names = group.flatMap((change) => accessIn(change)?.what ?? []);
  const more = names.length - MAX_NAMED;
  const listed = `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    ...first,
    subject: `${access.who} may ${access.may} ${group.length} resources`,
    message: `${listed}; the first: ${first.message}`,
  };
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

function text(sentence: string): string {
  return toMarkdownText(oneLine(sentence, MAX_TEXT_LENGTH));
}
