import type { RecordSieve } from '../../../lib/core/json/record-sieve';
import { LateSieve } from '../../../lib/core/prefilter/late-sieve';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import { gzippedLogFile } from '../record/log-file-reading';
import { compareSifted } from './compare-sifted';
import { builtModule } from './prefilter-module';

const RECORDS = Array.from({ length: 50 }, (_, at) => ({
  eventName: 'ListBuckets',
  eventSource: 's3.amazonaws.com',
  eventTime: '2026-08-11T22:15:00Z',
  eventID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
  recipientAccountId: '111122223333',
}));

test('records are parsed until the sieve is made, and sifted from there on', async () => {
  let made = 0;
  const make = (): RecordSieve => {
    made += 1;
    return new RecordPrefilter(builtModule(), [
      { kind: 'equals', field: 'eventName', values: ['GetObject'], cased: false },
    ]);
  };
  const sieve = new LateSieve(1 << 20, make, 20);
  const file = () => [gzippedLogFile(RECORDS)];
  expect(await compareSifted(file, sieve, () => [])).toEqual({
    passed: 30,
    outside: 0,
    parsed: 20,
    others: 0,
    told: 0,
    read: 0,
    keyed: 0,
    counted: 0,
    certain: 0,
  });
  expect(await compareSifted(file, sieve, () => [])).toEqual({
    passed: 50,
    outside: 0,
    parsed: 0,
    others: 0,
    told: 0,
    read: 0,
    keyed: 0,
    counted: 0,
    certain: 0,
  });
  expect(made).toBe(1);
});

test('the sieve is made at once where there is much text', () => {
  let made = 0;
  const sieve = new LateSieve(1 << 20, () => {
    made += 1;
    return undefined;
  });
  expect(sieve.isReady(1000)).toBe(false);
  expect(made).toBe(0);
  expect(sieve.isReady(512 * 1024)).toBe(false);
  expect(sieve.isReady(1 << 20)).toBe(false);
  // Where there can be none it is tried once.
  expect(made).toBe(1);
});

test('where there can be no sieve every record is parsed', async () => {
  const sieve = new LateSieve(1 << 20, () => undefined, 20);
  const file = () => [gzippedLogFile(RECORDS)];
  expect(await compareSifted(file, sieve, () => [])).toEqual({
    passed: 0,
    outside: 0,
    parsed: 50,
    others: 0,
    told: 0,
    read: 0,
    keyed: 0,
    counted: 0,
    certain: 0,
  });
});
