import { ContributionCollector } from '../../../lib/core/correlation/contribution-collector';
import { planCorrelation } from '../../../lib/core/correlation/correlation-plan';
import { countedEntry } from './counted-entry';
import { correlationOf, RULES } from './random-correlation';

const PLAN = planCorrelation(correlationOf({ groupBy: ['awsRegion'] }));
const COUNTS = { countsOf: () => [{ plan: PLAN, ruleId: RULES[0]?.id ?? '' }] };

test('what records of several files have in common is read once for all of them', () => {
  let reads = 0;
  const fields = {
    recipientAccountId: '111122223333',
    get awsRegion() {
      reads += 1;
      return 'eu-west-1';
    },
  };
  const alike = { satisfied: [0], fields };
  const groupsOf = (eventID: string) => {
    const collector = new ContributionCollector();
    const counted = countedEntry(alike, { index: 3, eventID, eventTime: '2026-02-28T10:11:12Z' });
    collector.addCounted(COUNTS, counted, { file: { key: eventID }, again: new Set() });
    return collector.groups().map(({ group, contributions }) => ({
      values: group.values,
      records: contributions.map(({ record: { eventID: id, key, index } }) => ({ id, key, index })),
    }));
  };
  const expected = (id: string) => [{ values: ['eu-west-1'], records: [{ id, key: id, index: 3 }] }];
  expect([groupsOf('one'), groupsOf('two')]).toEqual([expected('one'), expected('two')]);
  expect(reads).toBe(1);
});
