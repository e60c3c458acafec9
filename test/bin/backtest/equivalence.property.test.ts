import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { CommandIo } from '../../../bin/cli/command-io';
import { backtest } from '../../../bin/commands/rules/rules-backtest';
import { ExcludedFiles } from '../../../bin/inputs/excluded-files';
import { listInputs } from '../../../bin/inputs/list-inputs';
import { Diagnostics } from '../../../bin/outputs/diagnostics';
import type { PlaceOptions } from '../../../bin/records/record-filter';
import { openSearch } from '../../../bin/scan/open-search';
import { scanInputs } from '../../../bin/scan/scan-inputs';
import type { AlertDifference } from '../../../lib/core/review/backtest/backtest';
import type { Effect } from '../../../lib/core/review/backtest/compared-alerts';
import type { Side } from '../../../lib/core/review/backtest/rule-union';
import { encodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import { cases } from '../../jest/cases';
import { folderForEachTest } from '../../test-folder';
import { withTestIo } from '../run-trailwatch';
import { type GeneratedFile, someFiles } from '../scan/workers/generated-inputs';
import { someSides } from './random-rules';

const folder = folderForEachTest();
function write(files: readonly GeneratedFile[]): string {
  const logs = join(folder, 'logs');
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs);
  for (const [at, { ending, content }] of files.entries())
    writeFileSync(join(logs, `${at}${ending}`), content);
  return logs;
}

const somePlaces: fc.Arbitrary<PlaceOptions> = fc.constantFrom(
  {},
  {},
  { account: ['111122223333'] },
  { start: '2026-08-17T14:02:00Z', end: '2026-08-17T14:05:00Z' },
);

/** The alerts of a scan with one rule set: id and severity. */
async function scanAlerts(
  rules: RuleDocument,
  path: string,
  places: PlaceOptions,
): Promise<readonly string[]> {
  const alerts: string[] = [];
  await withTestIo({}, async (io: CommandIo) => {
    const tools = openSearch({ paths: [path], rules, places, workers: 1 }, new Diagnostics(io), io);
    const inputs = listInputs({ paths: [path], io, except: new ExcludedFiles() });
    for await (const found of scanInputs(inputs, tools))
      alerts.push(...found.map(({ alert: { id, severity } }) => `${id} ${severity}`));
    return 0;
  });
  return alerts.sort();
}

interface Tested {
  readonly differences: readonly AlertDifference[];
  readonly rows: readonly Readonly<Record<string, number>>[];
}

async function backtested(
  sides: Readonly<Record<Side, RuleDocument>>,
  path: string,
  places: PlaceOptions,
): Promise<Tested> {
  const differences: AlertDifference[] = [];
  const names = { base: join(folder, 'base.json'), head: join(folder, 'head.json') };
  writeFileSync(names.base, encodeRules(sides.base));
  writeFileSync(names.head, encodeRules(sides.head));
  const options = { ...places, base: [names.base], head: [names.head], workers: '1' };
  const { stdout } = await withTestIo({}, (io) =>
    backtest({ paths: [path], options, io, onAlert: (difference) => differences.push(difference) }),
  );
  const rows = stdout.split('\n').filter((line) => line !== '');
  return { differences, rows: rows.map((line) => JSON.parse(line)) };
}

function sideOf(differences: readonly AlertDifference[], side: Side): readonly string[] {
  return differences
    .flatMap(({ id, severities }) => (severities[side] === undefined ? [] : [`${id} ${severities[side]}`]))
    .sort();
}

test('a backtest is the difference of two scans: of random rule sets, records and filters', async () => {
  const seen: Record<Effect, number> = { gained: 0, lost: 0, raised: 0, lowered: 0, same: 0 };
  await fc.assert(
    fc.asyncProperty(someSides, someFiles, somePlaces, async (sides, files, places) => {
      fc.pre(Object.values(sides).some(({ rules, correlations }) => rules.length + correlations.length > 0));
      const path = write(files);
      const { differences, rows } = await backtested(sides, path, places);
      for (const side of ['base', 'head'] as const)
        expect(sideOf(differences, side)).toEqual(await scanAlerts(sides[side], path, places));
      for (const { effect } of differences) seen[effect] += 1;
      for (const effect of ['gained', 'lost', 'raised', 'lowered'] as const)
        expect(rows.reduce((sum, row) => sum + (row[effect] ?? 0), 0)).toBe(
          differences.filter((difference) => difference.effect === effect).length,
        );
    }),
    { numRuns: 60 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(cases(5));
});

test('a rule set does not differ from itself, nor from one with other words', async () => {
  await fc.assert(
    fc.asyncProperty(someSides, someFiles, async ({ base }, files) => {
      fc.pre(base.rules.length + base.correlations.length > 0);
      const words = <Each extends object>(rule: Each) => ({
        ...rule,
        ...{ title: 'Other', name: 'other', description: 'x', references: ['y'], firstSteps: ['z'] },
      });
      const head = { rules: base.rules.map(words), correlations: base.correlations.map(words) };
      const { differences, rows } = await backtested({ base, head }, write(files), {});
      expect([rows, differences.filter(({ effect }) => effect !== 'same')]).toEqual([[], []]);
    }),
    { numRuns: 12 },
  );
});
