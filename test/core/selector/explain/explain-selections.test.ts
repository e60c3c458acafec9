import { explainSelections } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { managementSelector, trailWith } from '../sample-selections';

const READ = { eventCategory: 'Management', readOnly: true };
const WRITES: Selection = {
  ...trailWith(managementSelector({ readOnly: { equals: ['false'] } }, 'writes')),
  name: 'first',
};
const READS: Selection = {
  ...trailWith(managementSelector({ readOnly: { equals: ['true'] } }, 'reads')),
  name: 'second',
};
const OPEN: Selection = { ...READS, name: 'third', isLogging: unresolvedText('IsProd') };

describe('explainSelections', () => {
  test('of one trail says what that trail does, without its name', () => {
    expect(explainSelections([READS], READ)).toMatchObject({ logged: true, by: 'reads' });
  });

  test('of several names the trail that logs the record', () => {
    expect(explainSelections([WRITES, OPEN, READS], READ)).toMatchObject({
      logged: true,
      by: 'second: reads',
    });
  });

  test('leaves the answer open where only the deployment knows of one', () => {
    expect(explainSelections([WRITES, OPEN], READ)).toMatchObject({ logged: null, by: 'third: reads' });
  });

  test('gives the reason of every trail against a record', () => {
    const { logged, by, why, selectors } = explainSelections([WRITES, { ...WRITES, name: undefined }], READ);
    expect([logged, by]).toEqual([false, undefined]);
    expect(why).toBe(
      "first: writes: readOnly is 'true' (asked for Equals 'false'); " +
        "trail 2: writes: readOnly is 'true' (asked for Equals 'false')",
    );
    expect(selectors.map(({ selector }) => selector)).toEqual(['first: writes', 'trail 2: writes']);
  });

  test('of none logs nothing', () => {
    expect(explainSelections([], READ)).toEqual({ logged: false, why: 'there is no trail', selectors: [] });
  });
});
