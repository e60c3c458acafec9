import { guardrails } from '../../scenarios/guardrails';
import { lake } from '../../scenarios/lake';
import { organizationInOneStack } from '../../scenarios/organization';
import { response } from '../../scenarios/response';
import { sinks } from '../../scenarios/sinks';
import { breakingEdits } from './breaking-edits';
import { type Edit, EditedEstate, wrongReviews } from './edited-estate';
import { defaultEstate, sharedEstate } from './estates';
import { harmlessEdits } from './harmless-edits';
import { seeded } from './seeded';
import { conditions, loosened, losses, removals, unlisted } from './single-edits';

const estate = new EditedEstate(defaultEstate);

/** Of how many edits one is reviewed: each takes a third of a second. `npm run test:edits` reviews all of them. */
const EVERY = process.env.TRAILWATCH_EDITS === 'all' ? 1 : 4;

function sampled(edits: readonly Edit[]): readonly Edit[] {
  return edits.filter((_, place) => place % EVERY === 0);
}

/**
 * Conditions that a review does not judge: the requests of a state machine go where its definition says, a change of which is judged,
 * and what it encrypts of its executions is neither evidence nor an alert.
 */
const UNSEEN = /Closings\w+ loses StringLike (?:states:HTTPEndpoint|kms:EncryptionContext:[\w:]+), not worse/;

describe('a review of the default estate says what is weaker or not known, and names it', () => {
  test.each([
    ['each resource is removed', removals],
    ['each resource gets a false condition', conditions],
    ['each property is lost', losses],
    ['each type gets a property that no entry lists', unlisted],
    ['the pipeline is silenced, redirected, starved or exposed', breakingEdits],
  ])('where %s', (_, edits) => {
    expect(wrongReviews(estate, sampled(edits(estate.template())))).toEqual([]);
  });
});

test.each([
  { name: 'a shared archive', build: sharedEstate },
  ...[guardrails, lake, response, sinks, organizationInOneStack],
])('a review of $name says so where a statement of any policy is loosened', ({ build }) => {
  const loose = new EditedEstate(build);
  const templates = loose.paths().filter((path) => path.endsWith('.template.json'));
  const edits = templates.flatMap((path) =>
    loosened(loose.template(path)).map((edit) => loose.inFile(edit, path)),
  );
  expect(wrongReviews(loose, sampled(edits)).filter((wrong) => !UNSEEN.test(wrong))).toEqual([]);
});

test('a review of the default estate is quiet where nothing is weaker', () => {
  const edits = harmlessEdits(estate.template());
  expect(edits.length).toBeGreaterThanOrEqual(60);
  expect(wrongReviews(estate, sampled(edits))).toEqual([]);
});

const RANKS = ['stronger', 'no-change', 'changed', 'unknown', 'weaker'];

test('a review of two edits is the worse of both', () => {
  const template = estate.template();
  const all = [
    ...removals(template),
    ...losses(template),
    ...breakingEdits(template),
    ...harmlessEdits(template),
  ];
  const random = seeded(31);
  const alone = new Map<Edit, number>();
  const rankOf = (edit: Edit): number => {
    const rank = alone.get(edit) ?? RANKS.indexOf(estate.review(edit).verdict);
    alone.set(edit, rank);
    return rank;
  };
  const wrong = Array.from({ length: 60 / EVERY }, () => [
    all[random(all.length)]!,
    all[random(all.length)]!,
  ]).flatMap((pair) => {
    const worst = Math.max(...pair.map(rankOf));
    const both = verdictOf(pair);
    const isRight = both === undefined || worst < RANKS.indexOf('unknown') || RANKS.indexOf(both) >= worst;
    return isRight ? [] : [`${pair.map(({ name }) => name).join(' and ')}: ${both}, not ${RANKS[worst]}`];
  });
  expect(wrong).toEqual([]);
});

/** Absent where the second edit is of what the first one removes. */
function verdictOf(pair: readonly Edit[]): string | undefined {
  try {
    return estate.review(...pair).verdict;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
