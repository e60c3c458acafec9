import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeCorpus } from '../parity/corpus';
import { benignSets, isLoud, MAX_ALERTS_OF_10_000, noiseOf } from './noise';
import { NOISE_PATH, renderNoise } from './noise-page';

describeCorpus('the noise of the catalogue on ordinary activity (skipped without the corpus)', () => {
  const sets = benignSets();
  const noise = noiseOf(sets);

  it('is measured on real records, on which quiet rules and correlations do match', () => {
    expect(sets.map(({ records }) => records.length >= 200)).toEqual([true, true]);
    expect(noise.length).toBeGreaterThan(10);
    expect(noise.some(({ rule }) => rule === 'network-inventoried-with-access-key')).toBe(true);
  });

  it('is below the bound for every rule and correlation of severity medium or higher', () => {
    const loud = noise.filter(isLoud);
    expect(loud.length).toBeGreaterThan(0);
    expect(loud.filter(({ rate }) => rate > MAX_ALERTS_OF_10_000)).toEqual([]);
  });

  it('stands in the table; else run npm run measure:noise', () => {
    const page = readFileSync(resolve(__dirname, '../..', NOISE_PATH), 'utf8');
    // The generated days are compared by their own test.
    const days = /\n\n(\| estate [\s\S]*daily summary each day\.\n)/.exec(page)?.[1] ?? '';
    const weeks = /\n\n(\| company [\s\S]*)$/.exec(page)?.[1] ?? '';
    expect(page).toBe(renderNoise({ days, weeks }));
  });
});
