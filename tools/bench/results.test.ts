import { GOAL_ROWS } from './goal-rows';
import { type RowResult, type RunInfo, renderRows, renderRuns, resultOf, TABLE_SECTIONS } from './results';
import { renderPage } from './results-page';
import type { Section } from './sections/section';
import type { Runs, Usage } from './usage';

const RUN: RunInfo = {
  ...{
    command: 'npm run bench',
    date: '2026-11-22',
    machine: '2 cores of a CPU',
    node: 'v20.0.0',
    load: 0.5,
  },
};
const SECTION: Section = { about: ['one file'], contenders: [], leftOut: {}, facts: {} };
const ROW: RowResult = {
  work: 'scan',
  rival: 'gunzip',
  unit: 'x',
  goal: { atMost: 1.3 },
  figure: 1.56,
  cpuFigure: 1.25,
};

describe('results', () => {
  it('are computed for each row of a section', () => {
    const usage = (wallMs: number, cpuMs: number) => [{ wallMs, cpuMs }];
    const runs = new Map([
      ['handler import', usage(12, 30)],
      ['realtime alerts', usage(6, 15)],
      ['SDK bundle', usage(60, 60)],
    ]);
    expect(resultOf('import', SECTION, runs, RUN)).toEqual({
      run: RUN,
      about: ['one file'],
      rows: [
        {
          work: 'import of the handler',
          rival: 'bundle of S3, SNS and DynamoDB clients',
          ...{ unit: 'x', goal: { atMost: 0.2 }, figure: 0.2, cpuFigure: 0.5 },
        },
        {
          work: 'import of the handler of realtime alerts',
          rival: 'bundle of S3, SNS and DynamoDB clients',
          ...{ unit: 'x', goal: { atMost: 0.2 }, figure: 0.1, cpuFigure: 0.25 },
        },
      ],
    });
  });

  it('say of a row whose contender is not at hand why it has no figure', () => {
    const section = {
      ...SECTION,
      leftOut: { 'handler import': 'there is no handler', 'realtime alerts': '' },
    };
    const [row] = resultOf('import', section, new Map(), RUN).rows;
    expect(row?.leftOut).toBe('there is no handler');
  });

  it('fail where a contender neither ran nor was left out', () => {
    expect(() => resultOf('import', SECTION, new Map(), RUN)).toThrow(
      "no figure for 'import of the handler'",
    );
  });

  it('are rows that say by how much a goal is missed', () => {
    const rows: RowResult[] = [
      ROW,
      { ...ROW, figure: 1.2 },
      { ...ROW, unit: 's', goal: { atMost: 0.25 }, figure: 0.2512, cpuFigure: 0.3 },
      { ...ROW, figure: 5.2 },
      { work: 'jq', rival: 'trailwatch', unit: 'x', goal: { atLeast: 8 }, leftOut: 'jq is not installed' },
      { work: 'data', rival: 'gunzip', unit: 'x', figure: 123.4 },
    ];
    expect(renderRows(rows)).toBe(
      [
        '| work | relative to | goal | figure | CPU time | goal is |',
        '| --- | --- | --- | --- | --- | --- |',
        '| scan | gunzip | ≤ 1.3 | 1.56 | 1.25 | missed by 20 % |',
        '| scan | gunzip | ≤ 1.3 | 1.2 | 1.25 | reached |',
        '| scan | gunzip | ≤ 0.25 s | 0.251 s | 0.3 s | missed by 0.5 % |',
        '| scan | gunzip | ≤ 1.3 | 5.2 | 1.25 | missed: 4.0 times as much |',
        '| jq | trailwatch | ≥ 8 |  |  | not measured: jq is not installed |',
        '| data | gunzip |  | 123.4 |  |  |',
      ].join('\n'),
    );
  });

  it('tell the medians of each contender', () => {
    const runs: Runs = new Map<string, Usage[]>([
      ['a', [10, 30, 20].map((wallMs) => ({ wallMs, cpuMs: 2 * wallMs }))],
      ['b', [{ wallMs: Number.NaN, cpuMs: 5, peakMb: 80 }]],
    ]);
    expect(renderRuns(runs).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['a', '20 ms', 'CPU 40 ms'],
      ['b', 'CPU 5 ms', '80 MB'],
    ]);
  });
});

describe('the page of results', () => {
  const empty = (name: string) => `<!-- ${name}: begin -->\nNot measured yet.\n<!-- ${name}: end -->\n`;
  const unmeasured = TABLE_SECTIONS.filter((name) => name !== 'growth')
    .map(empty)
    .join('');
  const page = `before\n${empty('goals')}by hand\n${unmeasured}${empty('growth')}after\n`;
  const sections = { import: { run: RUN, about: ['one file'], rows: [ROW] } };

  it('has other figures between its marks, and the same words outside of them', () => {
    const table = { title: 'Rules:', head: ['rules', 'time'], rows: [['1', '2 s']] };
    const text = renderPage(page, { sections, growth: { run: RUN, tables: [table] } });
    const run = '`npm run bench` on 2026-11-22: 2 cores of a CPU, Node.js v20.0.0, load 0.5 when it began.';
    expect(text).toBe(
      `before\n<!-- goals: begin -->\n${run}\n\n${renderRows([ROW])}\n\nThe data:\n\n- one file\n<!-- goals: end -->\nby hand\n` +
        `${unmeasured}<!-- growth: begin -->\n${run}\n\nRules:\n\n| rules | time |\n| --- | --- |\n| 1 | 2 s |\n<!-- growth: end -->\nafter\n`,
    );
  });

  it('fails without its marks', () => {
    expect(() => renderPage('nothing', { sections })).toThrow("no marks 'goals'");
  });
});

describe('the rows', () => {
  it('name a work and a rival once', () => {
    const names = GOAL_ROWS.map(({ work, rival }) => `${work} | ${rival}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
