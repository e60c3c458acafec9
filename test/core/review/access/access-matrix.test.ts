import type { AccessCell } from '../../../../lib/core/review/access/access-cell';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { EVIDENCE_TYPES } from '../../../../lib/core/review/access/evidence-actions';
import { askFor } from '../../../access/ask';
import { type Caller, callersOf } from '../../../access/matrix-callers';
import { type Wish, wishesOf } from '../../../access/matrix-requests';
import {
  accountScenario,
  ORGANIZATION,
  OWNER,
  organizationScenario,
  type Scenario,
} from '../../../access/reference-stacks';
import { reviewedStacks } from './reviewed-stacks';

const ASKED = new Set(
  Object.values(EVIDENCE_TYPES).flatMap(({ actions }) => actions.map(({ action }) => action)),
);

// callers of the matrix, as cells call them
const NAMES: Readonly<Record<string, RegExp>> = {
  'CloudTrail for the trail': /^cloudtrail\.amazonaws\.com$/,
  'an administrator of a member account': /^account 444455556666$|^anyone$/,
  'an administrator of another organization': /^anyone$/,
  'anonymous (unsigned)': /^anyone$/,
  'the log processor': /^role \S+\/ProcessorRole\w+$/,
  'the integrity monitor': /^role \S+\/IntegrityRole\w+$/,
  "an administrator of the archive's account": /^administrators of account 111122223333$/,
};

/** The logical id of a resource, by its ARN: names that are not given have it behind the name of the stack. */
function idIn(arn: string): string {
  return arn.split(/[:/-]/).at(-1)?.toLowerCase() ?? '';
}

function cellsFor(
  cells: readonly AccessCell[],
  who: RegExp,
  { action }: Wish,
  whatIds: readonly string[],
): readonly AccessCell[] {
  return cells.filter(
    (cell) =>
      who.test(cell.who) &&
      cell.actions.includes(action) &&
      whatIds.some((id) => cell.what.toLowerCase().endsWith(`/${id}`)),
  );
}

describe.each([
  ['an account', () => accountScenario(OWNER)],
  ['an organization over two accounts', () => organizationScenario(OWNER, ORGANIZATION)],
] as const)('the access matrix of %s', (_name, build) => {
  const scenario: Scenario = build();
  const cells = accessCells(reviewedStacks(scenario.deployments));
  const callers = Object.entries(callersOf(scenario) as Readonly<Record<string, Caller>>).filter(
    ([who]) => who in NAMES,
  );
  const wishes = Object.entries(wishesOf(scenario) as Readonly<Record<string, Wish>>).filter(
    ([, { action }]) => ASKED.has(action),
  );
  const bucketId =
    cells
      .find(({ what }) => /^bucket \S+ArchiveBucket/.test(what))
      ?.what.split('/')
      .at(-1)
      ?.toLowerCase() ?? '';

  const idsOf = ({ arn }: Wish) =>
    arn.startsWith(scenario.bucketArn) ? [bucketId] : [idIn(arn.replace(/(s3:::[^/]+)\/.*/, '$1'))];

  test('is about actions that cells have', () => {
    expect(callers).toHaveLength(Object.keys(NAMES).length);
    expect(wishes.length).toBeGreaterThan(25);
  });

  test.each(wishes)('%s', (_what, wish) => {
    for (const [who, caller] of callers) {
      const { verdict } = askFor(scenario, caller, wish);
      const found = cellsFor(cells, NAMES[who] ?? /^$/, wish, idsOf(wish));
      // what the matrix allows has a cell; a cell without conditions but TLS is allowed in the matrix
      if (verdict === 'allowed') expect({ who, found: found.length > 0 }).toEqual({ who, found: true });
      const plain = found.filter(({ conditions }) =>
        conditions.every((words) => words.startsWith('over TLS')),
      );
      if (plain.length > 0) expect({ who, verdict }).toEqual({ who, verdict: 'allowed' });
      if (found.length === 0) expect({ who, verdict }).not.toEqual({ who, verdict: 'allowed' });
    }
  });
});
