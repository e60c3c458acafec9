import { causesOf } from '../../../../bin/review/review-causes';
import { reviewOfApps } from '../edited-estate';
import { type AppChange, type Fault, faultIn, wordsOf } from './app-change';
import { CROSSED_CHANGES } from './crossed-changes';
import { EDIT_CHANGES } from './edit-changes';
import { ESTATE_CHANGES } from './estate-changes';
import { FURTHER_CHANGES } from './further-changes';
import { OPTION_CHANGES } from './option-changes';
import { ORGANIZATION_CHANGES } from './organization-changes';
import { PART_CHANGES } from './part-changes';
import { PRODUCT_CHANGES } from './product-changes';
import { RULE_CHANGES } from './rule-changes';
import { SOURCE_CHANGES } from './source-changes';
import { WORK_CHANGES } from './work-changes';

const FILES: Readonly<Record<string, readonly AppChange[]>> = {
  options: OPTION_CHANGES,
  work: WORK_CHANGES,
  rules: RULE_CHANGES,
  organization: ORGANIZATION_CHANGES,
  parts: PART_CHANGES,
  product: PRODUCT_CHANGES,
  sources: SOURCE_CHANGES,
  edits: EDIT_CHANGES,
  further: FURTHER_CHANGES,
  crossed: CROSSED_CHANGES,
  estate: ESTATE_CHANGES,
};

/** Reviews that are still wrong, each with what a person reads. */
const LEFT: Readonly<Record<string, readonly [fault: Fault, says: string]>> = {
  'no budget, and back': [
    'vague',
    'a budget that is new is said as access of AWS Budgets, and not as protection',
  ],
  'a key of the shop no more': [
    'false alarm',
    'what a key encrypts that is in no template is not known, so that data may be lost with it',
  ],
  'severe alerts may not be silenced': [
    'false alarm',
    'the rule on silences is said to find less, though it finds all silences that functions still read',
  ],
  'guardrails on a further unit': [
    'false alarm',
    'whether the account of the archive is in the unit is not known, so what its functions need is said to need more',
  ],
  'another Region of the management account': [
    'vague',
    'new patterns follow from the rules, and are not said',
  ],
  'Security Hub gets alerts': ['vague', 'a queue that is new gets alerts; who reads it is left to a person'],
  'a response more': ['vague', 'the variable with all responses is not compared, but for its exemptions'],
  'events of another application, and back': [
    'vague',
    'the pattern is weaker, and so long that the words leave the source out',
  ],
  'guardrails of a further bucket': [
    'false alarm',
    'statements that move to another policy are said to deny less in the one that they leave',
  ],
  'a replica': [
    'false alarm',
    'what a role that the templates do not have may do with new resources is access gained, and so is what replication reads',
  ],
  'a vendor, and back': [
    'false alarm',
    'a role that is gone need not be protected, and is said to be so less',
  ],
  'a trail of another account delivers, too': [
    'false alarm',
    'readers of all trails read those of the new one, which is access gained',
  ],
};

/** Of how many changes one is reviewed: each takes a second. `npm run test:edits` reviews all of them. */
const EVERY = process.env.TRAILWATCH_EDITS === 'all' ? 1 : 6;

describe.each(Object.entries(FILES))('the review of changes of %s', (_, changes) => {
  const reviewed = changes.filter((_change, place) => place % EVERY === 0);

  test('is right', () => {
    expect(reviewed.flatMap(wrongIn)).toEqual([]);
  });
});

test('there are at least 120 changes, each with a name of its own', () => {
  const names = Object.entries(FILES).flatMap(([file, changes]) =>
    changes.map(({ name }) => `${file}: ${name}`),
  );
  expect(names.length).toBeGreaterThanOrEqual(120);
  expect(new Set(names).size).toBe(names.length);
});

/** What is wrong with the review of a change, in words. */
function wrongIn(change: AppChange): readonly string[] {
  const document = reviewOfApps(change.before, change.after);
  // each finding is in the line of one cause, or a part below it
  const placed = causesOf(document.changes).flatMap(({ changes }) => changes);
  if (placed.length !== document.changes.length || new Set(placed).size !== placed.length)
    return [`${change.name}: ${document.changes.length} findings are ${placed.length} parts of causes`];
  const fault: Fault | undefined = faultIn(document, change);
  const [left] = LEFT[change.name] ?? [];
  if (fault === left) return [];
  if (fault === undefined) return [`${change.name} is right now, and no longer left`];
  const said = document.changes.map((each) => `${each.effect} ${each.kind} ${wordsOf(each)}`.slice(0, 220));
  return [`${fault}: ${change.name}, not ${change.expects}: ${said.slice(0, 6).join(' | ') || 'no change'}`];
}
