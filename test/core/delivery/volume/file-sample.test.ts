import { FileSample, type SizedFile } from '../../../../lib/core/delivery/volume/file-sample';

function sampleOf(files: readonly SizedFile[], bounds = { maxFiles: 64, maxBytes: 1e9 }) {
  const sample = new FileSample(bounds);
  for (const file of files) sample.add(file);
  return sample.chosen();
}

/** Files of which few are large, as in an account with one busy Region. */
function filesOf(name: string, count: number): readonly SizedFile[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${name}-${index}`,
    sizeBytes: index % 20 === 0 ? 100_000 + index : 1_000 + index,
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

test('all files are the sample where there are few, and each stands for itself', () => {
  const files = filesOf('few', 64);
  const chosen = sampleOf(files);
  expect(chosen.map(({ key }) => key).sort()).toEqual(files.map(({ key }) => key).sort());
  for (const { weight } of chosen) expect(weight).toBeCloseTo(1, 9);
});

test('the weighted bytes of a sample are those of all files', () => {
  const files = filesOf('bytes', 1_000);
  const actual = sum(files.map(({ sizeBytes }) => sizeBytes));
  expect(sum(sampleOf(files).map(({ sizeBytes, weight }) => sizeBytes * weight)) / actual).toBeCloseTo(1, 9);
});

test('records of which larger files have more are estimated to some per cent', () => {
  const estimates = Array.from({ length: 60 }, (_, index) => {
    const files = filesOf(`day-${index}`, 1_000);
    // a record takes 60 to 140 bytes of a packed file
    const recordsIn = ({ key, sizeBytes }: SizedFile) =>
      sizeBytes / (60 + ((key.length * 31 + sizeBytes) % 81));
    const actual = sum(files.map(recordsIn));
    return sum(sampleOf(files).map((file) => recordsIn(file) * file.weight)) / actual;
  });
  expect(Math.max(...estimates.map((estimate) => Math.abs(estimate - 1)))).toBeLessThan(0.2);
  expect(sum(estimates) / estimates.length).toBeGreaterThan(0.98);
  expect(sum(estimates) / estimates.length).toBeLessThan(1.02);
});

test('a count that does not go with the size is estimated without bias, too', () => {
  const estimates = Array.from({ length: 60 }, (_, index) =>
    sum(sampleOf(filesOf(`count-${index}`, 1_000)).map(({ weight }) => weight)),
  );
  expect(sum(estimates) / estimates.length / 1_000).toBeGreaterThan(0.9);
  expect(sum(estimates) / estimates.length / 1_000).toBeLessThan(1.1);
});

test('the same files have the same sample in any order', () => {
  const files = filesOf('order', 1_000);
  expect(sampleOf([...files].reverse())).toEqual(sampleOf(files));
});

test('the bytes of a sample are bounded, and one file is read however large it is', () => {
  const files = filesOf('bytes', 1_000);
  const bounded = sampleOf(files, { maxFiles: 64, maxBytes: 500_000 });
  expect(sum(bounded.map(({ sizeBytes }) => sizeBytes))).toBeLessThanOrEqual(500_000);
  expect(sampleOf(files, { maxFiles: 64, maxBytes: 1 })).toHaveLength(1);
});

test('an empty file has its chance, and no file is no sample', () => {
  expect(sampleOf([{ key: 'empty', sizeBytes: 0 }])).toEqual([{ key: 'empty', sizeBytes: 1, weight: 1 }]);
  expect(sampleOf([])).toEqual([]);
});
