import { unheardRegions } from '../../../lib/core/delivery/region-rhythm';
import { type CoveredAccounts, readRealtimeCoverage } from '../../../lib/core/settings/message/region-watch';

const REGIONS = ['eu-west-1', 'us-east-1'];
const ACCOUNT = '111122223333';
const OTHER = '444455556666';

const covered = (part: Partial<CoveredAccounts>) => ({
  home: `${ACCOUNT}/eu-west-1`,
  covered: [{ regions: REGIONS, accounts: 'all' as const, excluded: [], ...part }],
});

test.each<[string, Partial<CoveredAccounts>, string, readonly string[], readonly string[]]>([
  ['of every account', {}, OTHER, [], REGIONS],
  ['but those that are heard of', {}, OTHER, ['us-east-1'], ['eu-west-1']],
  ['but those of an account that is left out', { excluded: [OTHER] }, OTHER, [], []],
  ['but those that are left out', { regions: ['us-east-1'] }, OTHER, [], ['us-east-1']],
  ['of listed accounts', { accounts: [OTHER] }, OTHER, [], REGIONS],
  ['of no other account than those that are listed', { accounts: [ACCOUNT] }, OTHER, [], []],
  ['of an account that is heard of elsewhere', { accounts: 'heard' }, OTHER, ['us-east-1'], ['eu-west-1']],
  ['of no account that was never heard of, if they are learned', { accounts: 'heard' }, OTHER, [], []],
  ['of none, where nothing is covered', { regions: [], accounts: [] }, OTHER, [], []],
])('Regions that deliver and are not heard of are found: %s', (_, part, accountId, heard, unheard) => {
  const delivering = [...REGIONS, 'sa-east-1'];
  expect(unheardRegions(covered(part), { accountId, delivering, heard })).toEqual(unheard);
});

test('a Region that delivers nothing is not missed, and one that two StackSets cover is named once', () => {
  const twice = { ...covered({}), covered: [...covered({}).covered, ...covered({}).covered] };
  const found = { accountId: OTHER, delivering: ['us-east-1'], heard: [] };
  expect(unheardRegions(twice, found)).toEqual(['us-east-1']);
  expect(unheardRegions(twice, { ...found, delivering: [] })).toEqual([]);
});

test('a coverage is read again, and anything else is none', () => {
  const coverage = covered({ accounts: [OTHER], excluded: [ACCOUNT] });
  expect(readRealtimeCoverage(JSON.parse(JSON.stringify(coverage)))).toEqual(coverage);
  const parts = [{}, { regions: [1] }, { accounts: 'some' }, { excluded: undefined }].map((part) => ({
    ...coverage,
    covered: [{ ...coverage.covered[0], regions: undefined, ...part }],
  }));
  for (const wrong of [undefined, null, [], {}, { home: 'x' }, { covered: [] }, ...parts])
    expect(readRealtimeCoverage(wrong)).toBeUndefined();
});
