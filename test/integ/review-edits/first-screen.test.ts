import { causesOf } from '../../../bin/review/review-causes';
import { reviewMarkdown } from '../../../bin/review/review-markdown';
import { reviewText } from '../../../bin/review/review-text';
import type { ReviewDocument } from '../../../lib/core/review/document/review-document';
import { breakingEdits } from './breaking-edits';
import { type Edit, EditedEstate } from './edited-estate';
import { defaultEstate } from './estates';
import { harmlessEdits } from './harmless-edits';
import { losses, removals } from './single-edits';

const estate = new EditedEstate(defaultEstate);
const template = estate.template();

/** Of how many edits one is reviewed: each takes a third of a second. `npm run test:edits` reviews all of them. */
const EVERY = process.env.TRAILWATCH_EDITS === 'all' ? 1 : 25;

const EDITS: readonly Edit[] = [
  ...removals(template),
  ...losses(template),
  ...breakingEdits(template),
  ...harmlessEdits(template),
].filter((_, place) => place % EVERY === 0);

const REVIEWS: ReadonlyMap<Edit, ReviewDocument> = new Map(EDITS.map((edit) => [edit, estate.review(edit)]));

/** What the CDK made, but no `Sid`, variables of functions, and entities of HTML. */
const UNREADABLE =
  /(?<!['A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?=[0-9]*[A-F])[0-9A-F]{8}(?![A-Za-z0-9-])|\bTRAILWATCH_[A-Z_]+|&#?\w+;/;

test('no line of a first screen has a logical id that the CDK made, the name of a variable, or an HTML entity', () => {
  expect(EDITS.length).toBeGreaterThan(20);
  const ids = Object.keys(template.Resources).filter((id) => /[0-9A-F]{8}$/.test(id));
  const wrong = [...REVIEWS].flatMap(([edit, document]) =>
    reviewText(document)
      .split('\n')
      .filter((line) => UNREADABLE.test(line) || ids.some((id) => line.includes(id)))
      .map((line) => `${edit.name}: ${line}`),
  );
  expect(wrong).toEqual([]);
});

test('each change is a part of one cause, and each deletion, retention and recipient is in a line of its own kind', () => {
  const wrong = [...REVIEWS].flatMap(([edit, { changes }]) => {
    const causes = causesOf(changes);
    const parts = causes.flatMap((cause) => cause.changes);
    const isWhole = parts.length === changes.length && new Set(parts).size === changes.length;
    const hidden = causes.flatMap(({ changes: [first, ...others] }) =>
      others.filter(({ kind }) => /^(evidence|retention)-/.test(kind) && kind !== first.kind),
    );
    return isWhole && hidden.length === 0 ? [] : [edit.name];
  });
  expect(wrong).toEqual([]);
});

test('Markdown has each cause once below the first screen, in the same order, with at least one row of its own', () => {
  const wrong = [...REVIEWS].flatMap(([edit, document]) => {
    const [, folded = ''] = reviewMarkdown(document).split('<details>');
    const [, ...sections] = folded.split(/\n(?=\*\*)/);
    const causes = causesOf(document.changes);
    const isEach =
      sections.length === causes.length &&
      sections.every((section) => /\n\| <code>[a-z-]+<\/code> \|/.test(section));
    const isWhole = sections.every((section, at) => {
      const rows = section.match(/^\| <code>/gm)?.length ?? 0;
      return rows <= (causes[at]?.changes.length ?? 0);
    });
    return isEach && isWhole ? [] : [edit.name];
  });
  expect(wrong).toEqual([]);
});
