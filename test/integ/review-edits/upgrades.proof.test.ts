import { FURTHER_ESTATES, SCENARIOS } from '../../scenarios/scenarios';
import { EditedEstate, wrongIn } from './edited-estate';
import { UPGRADE } from './upgraded';

let upgraded = 0;
afterAll(() => expect(upgraded).toBeGreaterThan(25));

test.each([...SCENARIOS, ...FURTHER_ESTATES])(
  'an upgrade of the library in $name protects no less, and is one line of a stack',
  ({ build }) => {
    const estate = new EditedEstate(build);
    const document = estate.review(UPGRADE);
    expect(wrongIn(document, UPGRADE)).toBeUndefined();
    // Some have neither functions nor alarms.
    if (document.changedStacks.length > 0) upgraded += 1;
    const files = document.changes.flatMap(({ kind, file }) => (kind === 'pipeline-changed' ? [file] : []));
    expect(new Set(files).size).toBeLessThanOrEqual(document.changedStacks.length);
  },
);
