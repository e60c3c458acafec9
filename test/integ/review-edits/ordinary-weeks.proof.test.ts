import { failingChanges, type ReviewChange } from '../../../lib/core/review/review-change';
import { reviewOfApps } from './edited-estate';
import { buildApp, ordinaryWeeks } from './ordinary-weeks';
import { seeded } from './seeded';

const WEEKS = 40;

/** Weeks that the gate blocks though nothing was lost. */
const MAX_BLOCKED = 2;

test(`the gate blocks at most ${MAX_BLOCKED} of ${WEEKS} ordinary weeks`, () => {
  const blocked = ordinaryWeeks(WEEKS, seeded(82)).flatMap(({ team, changes, before, after }) => {
    const { changes: found } = reviewOfApps(buildApp(before), buildApp(after));
    const failing = failingChanges(found, ['weaker', 'unknown']);
    return failing.length === 0 ? [] : [`${team}: ${changes.join(', ')}: ${failing.map(inWords).join('; ')}`];
  });
  expect(blocked.slice(MAX_BLOCKED)).toEqual([]);
});

function inWords({ kind, subject, message }: ReviewChange): string {
  return `${kind} ${subject}: ${message}`.slice(0, 200);
}
