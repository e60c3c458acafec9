import { readFileSync } from 'node:fs';
import { branchesOf, type CaseBranch } from '../../../bin/report/page/cases/case-tree';
import type { ReportIndex } from '../../../bin/report/report-data';
import type { Case } from '../../../lib/core/case/case';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { firstOrAll } from '../../jest/cases';
import { ATTACK_SETS, ordinaryWork } from '../case/attack-sets';
import { runTrailwatch } from '../run-trailwatch';
import { at, put, useScanFolder } from '../scan-folder';
import { readReport } from './read-report';

useScanFolder();

async function indexOf(
  argv: readonly string[],
  stdin = '',
): Promise<ReportIndex & { readonly stderr: string }> {
  const { status, stderr } = await runTrailwatch(['report', ...argv, '--out', at('r.html')], { stdin });
  expect(status).toBe(0);
  return { ...readReport(readFileSync(at('r.html'), 'utf8')).index, stderr };
}

function write(records: readonly JsonObject[]): void {
  put('logs/records.json', JSON.stringify({ Records: records }));
}

function flat(branches: readonly CaseBranch[]): readonly string[] {
  return branches.flatMap(({ actor, below }) => [actor.id, ...flat(below)]);
}

describe('the cases of a report', () => {
  it.each(firstOrAll(Object.entries(ATTACK_SETS)))(
    'of %s are those of trailwatch case, with each actor once below whoever it came from',
    async (_, attack) => {
      write([...ordinaryWork(), ...attack('a')]);
      const { cases } = await indexOf([at('logs')]);
      const { stdout } = await runTrailwatch(['case', at('logs')]);
      const expected = (JSON.parse(stdout) as { readonly cases: readonly Case[] }).cases;
      expect(expected).toHaveLength(1);
      expect(cases).toEqual(expected);
      const [one] = cases as [Case];
      const shown = flat(branchesOf(one));
      expect([...shown].sort()).toEqual(one.who.map(({ id }) => id).sort());
    },
  );

  it('are none of ordinary work', async () => {
    write(ordinaryWork());
    expect(await indexOf([at('logs')])).toMatchObject({ cases: [], casesLeftOut: 0 });
  });

  it('have nothing invisible, whatever a caller chose', async () => {
    const [attack] = Object.values(ATTACK_SETS);
    write((attack?.('a') ?? []).map((record) => ({ ...record, userAgent: 'cli\u202e\u2028' })));
    const { cases } = await indexOf([at('logs')]);
    const text = JSON.stringify(cases);
    expect(text).toContain('cli\\\\u{202e}\\\\u{2028}');
    expect(text).not.toMatch(/[\u2028\u202e]/);
  });

  it('are none of standard input, which is read once, and a message says so', async () => {
    const [attack] = Object.values(ATTACK_SETS);
    const { cases, total, stderr } = await indexOf(['-'], JSON.stringify({ Records: attack?.('a') }));
    expect(cases).toEqual([]);
    expect(total.high + total.critical).toBeGreaterThan(0);
    expect(stderr).toContain(
      'trailwatch: the page has no cases: they need a second reading, and standard input is read once\n',
    );
  });

  it('name a file that cannot be read once, though it is read twice', async () => {
    const [attack] = Object.values(ATTACK_SETS);
    write(attack?.('a') ?? []);
    put('logs/broken.json', '{"Records":[{');
    const { stderr, status } = await runTrailwatch(['report', at('logs'), '--out', at('r.html')]);
    expect(status).toBe(2);
    const said = stderr.split('\n').filter((line) => line.includes('broken.json'));
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeGreaterThan(0);
    expect(readReport(readFileSync(at('r.html'), 'utf8')).index.cases).toHaveLength(1);
  });
});

test('actors that became each other in a circle are shown once', () => {
  const actor = (id: string) => ({ id }) as Case['who'][number];
  const link = (from: string, to: string) => ({ from, to }) as Case['links'][number];
  const one = {
    who: ['a', 'b', 'c'].map(actor),
    links: [link('a', 'b'), link('b', 'a'), link('c', 'c')],
  } as unknown as Case;
  expect([...flat(branchesOf(one))].sort()).toEqual(['a', 'b', 'c']);
});
