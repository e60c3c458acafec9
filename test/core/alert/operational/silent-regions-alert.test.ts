import { toSilentRegionsAlert } from '../../../../lib/core/alert/operational/silent-regions-alert';

test('names the first forty Regions, and how many more there are', () => {
  const regions = Array.from({ length: 45 }, (_, at) => `region-${String(at + 10)}`);
  const alertOf = (count: number) =>
    toSilentRegionsAlert({
      account: '111122223333',
      regions: regions.slice(0, count),
      lastHour: '2026-11-20T03:00:00Z',
    });
  expect(alertOf(40).summary).toContain(' region-48, region-49 since 2026-11-20T03:00:00Z:');
  expect(alertOf(45).summary).toContain(' region-49 and 5 more since 2026-11-20T03:00:00Z:');
  expect(alertOf(45).record.regions).toEqual(regions);
});
