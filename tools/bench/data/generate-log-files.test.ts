import { gunzipSync } from 'node:zlib';
import { type GeneratedLogFile, generateLogFiles, type LogFilePlan } from './generate-log-files';

const PLAN: LogFilePlan = { seed: 7, records: 20_000, mix: 'management' };

describe('generated log files', () => {
  const management = generateLogFiles(PLAN);
  const data = generateLogFiles({ ...PLAN, mix: 'data' });

  it('are the same for the same seed, and others for another', () => {
    const small = { ...PLAN, records: 500 };
    const bytes = (plan: LogFilePlan): Buffer =>
      Buffer.concat(generateLogFiles(plan).map((file) => file.gzipped));
    expect(bytes(small).equals(bytes(small))).toBe(true);
    expect(bytes(small).equals(bytes({ ...small, seed: 8 }))).toBe(false);
  });

  it('unpack to the text that they were made from', () => {
    const file = management[0]!;
    expect(gunzipSync(file.gzipped).toString()).toBe(file.text);
  });

  // The gzip ratios of two sets of delivered files, by the number of records in a file.
  it.each([
    [management, 1, 2, 2.2],
    [management, 3, 7, 3.6],
    [management, 8, 22, 5.9],
    [management, 23, 60, 8.1],
    [management, 70, 160, 9.0],
    [management, 200, 2000, 10.9],
    [data, 3, 7, 4.2],
    [data, 8, 22, 6.3],
    [data, 23, 60, 8.1],
    [data, 70, 160, 10.8],
    [data, 200, 2000, 13.0],
  ])('compress as delivered files of that size do, within 15 %% (%#)', (files, from, to, delivered) => {
    const ratio = gzipRatio(files.filter(({ records }) => records.length >= from && records.length <= to));
    expect(ratio).toBeGreaterThan(delivered * 0.85);
    expect(ratio).toBeLessThan(delivered * 1.15);
  });

  it('have records of about 1.3 kB, and a few that are far larger', () => {
    const sizes = management.flatMap(({ records }) => records.map((record) => JSON.stringify(record).length));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeGreaterThan(1_100);
    expect(mean).toBeLessThan(1_450);
    expect(Math.max(...sizes)).toBeGreaterThan(20_000);
  });

  it('name 260 calls, the first twenty in about half of the records', () => {
    const counts = new Map<unknown, number>();
    const records = management.flatMap((file) => file.records);
    for (const { eventName } of records) counts.set(eventName, (counts.get(eventName) ?? 0) + 1);
    const commonest = [...counts.values()].sort((one, other) => other - one).slice(0, 20);
    const share = commonest.reduce((sum, count) => sum + count, 0) / records.length;
    expect(counts.size).toBe(260);
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.65);
  });

  it('deliver 5 to 20 % of the records again in another file', () => {
    const records = management.flatMap((file) => file.records);
    const repeated = 1 - new Set(records.map(({ eventID }) => eventID)).size / records.length;
    expect(repeated).toBeGreaterThan(0.05);
    expect(repeated).toBeLessThan(0.2);
  });
});

function gzipRatio(files: readonly GeneratedLogFile[]): number {
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  return (
    sum(files.map(({ text }) => Buffer.byteLength(text))) / sum(files.map(({ gzipped }) => gzipped.length))
  );
}
