import { ReportText } from '../../../bin/report/report-text';
import { techniquesOf } from '../../../bin/report/rule-book';
import { readCatalogue } from '../../../bin/rules/read-rule-files';
import type { Alert } from '../../../lib/core/alert/alert';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { Rule } from '../../../lib/core/rule/rule';
import { record } from '../scan-folder';
import { readReport } from './read-report';

const RULE: Rule = {
  id: 'stopped',
  name: 'stopped',
  title: 'Logging was stopped',
  description: '',
  severity: 'high',
  tags: ['attack.t1562.008', 'attack.t9999', 'attack.impact'],
  falsePositives: [],
  references: [],
  author: '',
  status: 'stable',
  firstSteps: [],
  condition: {
    kind: 'and',
    of: [
      { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false },
      { kind: 'not', of: { kind: 'equals', field: 'errorCode', values: ['AccessDenied'], cased: false } },
    ],
  },
};

function alertOf(number: number): Alert {
  const found = { ...record('StopLogging', `e${number}`), requestParameters: { name: randomText(number) } };
  return toAlert(RULE, found, { route: 'cli', source: {} });
}

/** Does not compress. */
function randomText(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 2_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}

function reportOf(alerts: readonly Alert[], maxRecordCharacters?: number) {
  const sentences: string[] = [];
  const text = new ReportText(
    { script: '', style: '', licenses: '' },
    {
      title: 'Report',
      generatedAt: new Date(0),
      rules: { rules: [RULE], correlations: [] },
      scanned: () => ({ files: 1, records: alerts.length, problems: 0, firstProblems: [] }),
      insights: () => ({ insights: [], insightsLeftOut: 0 }),
      onLeftOut: (sentence) => sentences.push(sentence),
    },
    { maxAlerts: 1_000, maxRecordCharacters },
  );
  for (const alert of alerts) text.next({ alert, json: '' });
  return { ...readReport([...text.end()].join('')), sentences };
}

describe('ReportText', () => {
  test('leaves records out once the page has as much of them as it may, and says so', () => {
    const { index, details, sentences } = reportOf(
      Array.from({ length: 300 }, (_, number) => alertOf(number)),
      100_000,
    );
    const withRecord = details.filter((detail) => detail.record !== undefined);
    expect(details).toHaveLength(300);
    expect(withRecord.length).toBeGreaterThan(0);
    expect(index.recordsLeftOut).toBe(300 - withRecord.length);
    expect(index.recordsLeftOut).toBeGreaterThan(0);
    expect(sentences).toEqual([
      `${index.recordsLeftOut} alerts of the page are without their records, as it would be too large; narrow the report with --min-severity, --start or --account`,
    ]);
  });

  test('has alerts of one second in the order in which their calls depend', () => {
    const called = (eventName: string, number: number) =>
      toAlert(
        RULE,
        {
          ...record(eventName, `o${number}`),
          ...{ eventSource: 'iam.amazonaws.com', requestParameters: { roleName: 'admin' } },
        },
        { route: 'cli', source: {} },
      );
    const calls = ['CreateRole', 'PutRolePolicy', 'DeleteRole'];
    const orders = Array.from({ length: 12 }, (_, number) => {
      const { index } = reportOf(calls.map((name, at) => called(name, number * 3 + at)));
      return index.columns.call.ids.map((id) => index.columns.call.values[id]);
    });
    expect(orders).toEqual(orders.map(() => calls.map((name) => `${name} · iam`)));
  });

  test('has the access key of a call, also without its record', () => {
    const found = {
      ...record('StopLogging', 'e1'),
      userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    };
    const alert = toAlert(RULE, found, { route: 'cli', source: {} });
    const [detail] = reportOf([alert], 0).details;
    expect(detail).toMatchObject({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' });
    expect(detail).not.toHaveProperty('record');
  });

  test('has the step of an attempt that failed before those of its rule, which stay as they are for other alerts', () => {
    const rule = { ...RULE, firstSteps: ['Start the trail again.'] };
    const failed = { ...record('StopLogging', 'e1'), errorCode: 'TrailNotFoundException' };
    const [attempt, done] = [failed, record('StopLogging', 'e2')].map((found) =>
      toAlert(rule, found, { route: 'cli', source: {} }),
    );
    const { details } = reportOf([attempt!, done!]);
    const detailOf = ({ id }: Alert) => details.find((detail) => detail.id === id);
    expect(attempt!.firstSteps).toEqual([detailOf(attempt!)?.attemptStep, 'Start the trail again.']);
    expect(detailOf(attempt!)?.attemptStep).toContain('most likely nothing was changed');
    expect(detailOf(done!)).not.toHaveProperty('attemptStep');
  });

  test('names techniques as ATT&CK does now, and of those that it does not know no tactic of another', () => {
    const { index } = reportOf([alertOf(1)]);
    expect(index.rules[0]?.techniques).toEqual(['T1685.002', 'T9999']);
    expect(index.techniques).toEqual([
      { id: 'T1685.002', name: 'Disable or Modify Cloud Log', tactics: ['defense-impairment'], rules: 1 },
      { id: 'T9999', name: '', tactics: ['other'], rules: 1 },
    ]);
    const alone = techniquesOf([{ tags: ['attack.impact', 'attack.t9999', 'attack.persistence'] }]);
    expect(alone).toEqual([{ id: 'T9999', name: '', tactics: ['impact', 'persistence'], rules: 1 }]);
  });

  test('has a name of each technique of built-in rules, and a sub-technique has the tactics of its technique', () => {
    const all = techniquesOf(readCatalogue().map(({ rule }) => rule));
    expect(all.filter(({ name }) => name === '')).toEqual([]);
    const byId = new Map(all.map(({ id, tactics }) => [id, tactics]));
    for (const [id, tactics] of byId) {
      const technique = byId.get(id.replace(/\.\d+$/, ''));
      if (technique !== undefined) expect([id, tactics]).toEqual([id, technique]);
    }
  });

  test('tells conditions in words, those that name a value of the record first', () => {
    const { index, details } = reportOf([alertOf(1)]);
    const conditions = details[0]?.held.map(([number, places]) => ({
      ...index.rules[0]?.conditions[number],
      places,
    }));
    expect(conditions).toEqual([
      { field: 'eventName', test: 'is', values: ['StopLogging'], more: 0, places: [['eventName']] },
      { field: 'errorCode', test: 'is not', values: ['AccessDenied'], more: 0, places: [] },
    ]);
  });
});
