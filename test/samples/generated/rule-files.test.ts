import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseSigmaFiles } from '../../../lib/core/sigma/sigma-file';
import { chooseRules, isPlainSigma, readAlertingRules, type SigmaRule, writeRules } from './rule-files';

const rule = (name: string, detection: SigmaRule['detection']): SigmaRule => ({
  ...{ title: name, id: `id of ${name}`, name, logsource: { product: 'aws', service: 'cloudtrail' } },
  detection: { ...detection, condition: 'selection' },
});

const RULES = [
  rule('named', { selection: { eventName: ['A', 'B*'], eventSource: 's3.amazonaws.com', 'x|re': '^a' } }),
  rule('unnamed', {
    selection: [
      { errorCode: 'Denied', count: 3 },
      { 'userAgent|contains': 'kali', 'a|expand': '%own%' },
    ],
  }),
];

describe('rules for the benchmarks', () => {
  it('are the built-in ones first, then variants of them that ask for other calls', () => {
    const chosen = chooseRules(RULES, 4);
    expect(chosen.slice(0, 2)).toEqual(RULES);
    expect(chosen.slice(2).map(({ detection }) => detection)).toEqual([
      {
        selection: { eventName: ['AV1', 'B*V1'], eventSource: 's3.amazonaws.com', 'x|re': '^a' },
        condition: 'selection',
      },
      {
        selection: [
          { errorCode: 'DeniedV1', count: 3 },
          { 'userAgent|contains': 'kaliV1', 'a|expand': '%own%' },
        ],
        condition: 'selection',
      },
    ]);
    expect(new Set(chosen.map(({ id }) => id)).size).toBe(4);
    expect(new Set(chosen.map(({ name }) => name)).size).toBe(4);
  });

  it('are the same each time', () => {
    expect(chooseRules(RULES, 9)).toEqual(chooseRules(RULES, 9));
  });

  it('are read as any others are', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rule-files-'));
    try {
      const root = resolve(__dirname, '../../..');
      const all = readAlertingRules(
        join(root, 'lib/rules'),
        new Set(['0f1f23fc-9ca5-4830-a504-2515dc88dcfe']),
      );
      expect(all.map(({ rule: { name } }) => name)).toEqual(['vulnerability-scanning-disabled']);
      expect(all[0]?.matching.length).toBeGreaterThan(0);
      expect(all[0]?.rule).not.toHaveProperty('trailwatch');
      writeRules(
        folder,
        chooseRules(
          all.map(({ rule: each }) => each),
          20,
        ),
      );
      expect(readdirSync(folder)).toHaveLength(20);
      const sources = readdirSync(folder).map((file) => ({
        file,
        text: readFileSync(join(folder, file), 'utf8'),
      }));
      const parsed = parseSigmaFiles(sources);
      expect(parsed.flatMap(({ problems }) => problems)).toEqual([]);
      expect(parsed.flatMap(({ rules }) => rules)).toHaveLength(20);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [{ selection: { 'a|contains|all': ['x'], b: 'y' } }, true],
    [{ selection: [{ 'a|re': 'x' }, { 'b|outside': 'y' }] }, false],
  ])('%j is plain Sigma: %s', (detection, isPlain) => {
    expect(isPlainSigma(rule('r', detection))).toBe(isPlain);
  });
});
