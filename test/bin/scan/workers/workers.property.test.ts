import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import type { ScanOptions } from '../../../../bin/commands/scan';
import { ALERT_FORMATS } from '../../../../bin/outputs/alert/alert-formats';
import { folderForEachTest } from '../../../test-folder';
import type { Outcome } from '../../run-trailwatch';
import { type GeneratedFile, RULES, someFiles } from './generated-inputs';
import { scanInThreads, useWorkerFile } from './scan-in-threads';

const folder = folderForEachTest();
useWorkerFile();
beforeEach(() => {
  mkdirSync(join(folder, 'rules'));
  for (const [name, text] of Object.entries(RULES)) writeFileSync(join(folder, 'rules', name), text);
  writeFileSync(join(folder, 'ignored'), 'looked # too many\n');
});

const someOptions: fc.Arbitrary<Partial<ScanOptions>> = fc
  .record({
    format: fc.constantFrom(...ALERT_FORMATS),
    choice: fc.constantFrom<Partial<ScanOptions>>(
      {},
      {},
      { account: ['111122223333'] },
      { region: ['eu-west-1'] },
      { start: '2026-08-17T14:02:00Z', end: '2026-08-17T14:05:00Z' },
    ),
    rest: fc.constantFrom<Partial<ScanOptions>>({}, { failOn: 'high' }, { minSeverity: 'medium' }),
    ignores: fc.boolean(),
  })
  .map(({ format, choice, rest, ignores }) => ({
    ...{ format, ...choice, ...rest },
    ...(ignores ? { ignoreFile: join(folder, 'ignored') } : {}),
  }));

function write(files: readonly GeneratedFile[]): string {
  const logs = join(folder, 'logs');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs);
  const named = files.map(({ ending, content }, at) => [`${at}${ending}`, content] as const);
  for (const [name, content] of named) writeFileSync(join(logs, name), content);
  // The same records once more, in an archive.
  if (files.length % 3 === 0) writeFileSync(join(logs, 'all.zip'), zipSync(Object.fromEntries(named)));
  return logs;
}

test('a scan gives the same with any number of workers: output, messages, counts and exit status', async () => {
  const seen = {
    alerts: 0,
    duplicates: 0,
    changed: 0,
    allowed: 0,
    failed: 0,
    rejected: 0,
    statuses: new Set(),
  };
  const note = ({ stderr, status }: Outcome) => {
    const countOf = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(stderr)?.[1] ?? 0);
    seen.alerts += countOf('alerts');
    seen.duplicates += countOf('duplicates');
    seen.rejected += countOf('rejected');
    seen.changed += stderr.includes('with different content') ? 1 : 0;
    seen.allowed += stderr.includes('left out by') ? 1 : 0;
    seen.statuses.add(status);
  };
  await fc.assert(
    fc.asyncProperty(someFiles, someOptions, async (files, chosen) => {
      const options = { rules: [join(folder, 'rules')], ...chosen };
      const scan = { paths: [write(files), '-'], options, surroundings: { stdin: files[0]?.content } };
      const [one, ...others] = [
        await scanInThreads({ ...scan, workers: 1 }),
        await scanInThreads({ ...scan, workers: 2 }),
        await scanInThreads({ ...scan, workers: 3 }),
      ];
      for (const other of others) expect(other).toEqual(one);
      note(one);
    }),
    { numRuns: 60 },
  );
  for (const name of ['alerts', 'duplicates', 'changed', 'allowed', 'rejected'] as const)
    expect([name, seen[name] > 0]).toEqual([name, true]);
  expect(seen.statuses.size).toBeGreaterThan(1);
});
