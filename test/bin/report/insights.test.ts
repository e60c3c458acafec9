import { readFileSync } from 'node:fs';
import { AlertSet, alertsDuring } from '../../../bin/report/page/alerts/alert-set';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';
import { columnOf, readReport } from './read-report';

useScanFolder();

const SESSION = 'arn:aws:sts::111122223333:assumed-role/Deploy/ci';
const ROLE = 'arn:aws:sts::111122223333:assumed-role/Deploy';

interface InsightOf {
  readonly eventID: string;
  readonly state: 'Start' | 'End';
  readonly eventTime: string;
  readonly sharedEventID?: string;
  readonly minutes?: number;
  readonly errorCode?: string;
}

/** A record of Insights, as CloudTrail writes it. */
function insight({ state, minutes, errorCode, sharedEventID = 'shared-1', ...rest }: InsightOf): JsonObject {
  return {
    ...{ eventVersion: '1.09', awsRegion: 'eu-west-1', recipientAccountId: '111122223333' },
    ...{ eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', sharedEventID, ...rest },
    insightDetails: {
      ...{ state, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' },
      insightType: errorCode === undefined ? 'ApiCallRateInsight' : 'ApiErrorRateInsight',
      ...(errorCode === undefined ? {} : { errorCode }),
      insightContext: {
        statistics: {
          baseline: { average: 0.1 },
          insight: { average: 80 },
          ...(minutes === undefined ? {} : { insightDuration: minutes }),
        },
        attributions: [
          {
            attribute: 'userIdentityArn',
            insight: [{ value: SESSION, average: 79 }],
            baseline: [{ value: SESSION, average: 0.1 }],
          },
        ],
      },
    },
  };
}

const BEGAN = insight({ eventID: 'i1', state: 'Start', eventTime: '2026-08-17T14:00:00Z', minutes: 1 });
const ENDED = insight({ eventID: 'i2', state: 'End', eventTime: '2026-08-17T14:05:00Z', minutes: 5 });

async function reportOf(argv: readonly string[] = []) {
  const rules = ['--no-builtin', '--rules', at('rules')];
  const out = await runTrailwatch(['report', at('logs'), '--out', at('report.html'), ...rules, ...argv]);
  return { ...out, read: () => readReport(readFileSync(at('report.html'), 'utf8')) };
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

describe('trailwatch report shows what CloudTrail Insights found', () => {
  it('as one insight of its two records, beside the alerts of its minutes, with who had a share', async () => {
    put('logs/one.json', logFile(BEGAN, record('StopLogging', 'e1'), BEGAN));
    put('logs/two.json', logFile(ENDED, record('ListTrails', 'e2')));
    const { status, read } = await reportOf();
    expect(status).toBe(0);
    const { index } = read();
    expect(index.insights).toEqual([
      {
        ...{ what: 'RunInstances calls', service: 'ec2', account: '111122223333', region: 'eu-west-1' },
        ...{ from: seconds('2026-08-17T14:00:00Z'), to: seconds('2026-08-17T14:05:00Z'), isOver: true },
        ...{ rate: 80, usual: 0.1, users: [{ actor: ROLE, name: 'Deploy', rate: 79, usual: 0.1 }] },
      },
    ]);
    const [found] = index.insights;
    if (found === undefined) throw new Error('no insight');
    const set = new AlertSet(index);
    expect(alertsDuring(set, found)).toBe(1);
    expect(alertsDuring(set, { ...found, region: 'us-east-1' })).toBe(0);
    expect(alertsDuring(set, { ...found, account: '', region: '' })).toBe(1);
    expect(alertsDuring(set, { ...found, to: found.from })).toBe(0);
  });

  it('and neither counts nor rates them as alerts', async () => {
    put('logs/one.json', logFile(BEGAN, ENDED, record('StopLogging', 'e1')));
    const { status, stderr, read } = await reportOf(['--fail-on', 'informational', '--min-severity', 'high']);
    expect(stderr).toMatch(/^files=1 records=3 duplicates=0 matched=1 unmatched=2 rejected=0 alerts=1 /);
    expect(status).toBe(1);
    expect(columnOf(read(), 'title')).toEqual(['Logging was stopped']);
    put('logs/one.json', logFile(BEGAN, ENDED));
    const alone = await reportOf(['--fail-on', 'informational', '--force']);
    expect([alone.status, alone.read().index.insights.length]).toEqual([0, 1]);
  });

  it('by the same, however many threads search', async () => {
    for (let file = 0; file < 4; file++)
      put(`logs/${file}.json`, logFile(BEGAN, ENDED, record('StopLogging', `e${file}`)));
    const readWith = async (workers: string) => (await reportOf(['--workers', workers])).read().index;
    const [one, four] = [await readWith('1'), await readWith('4')];
    expect(one.insights).toHaveLength(1);
    expect(four.insights).toEqual(one.insights);
  });

  it.each([
    [
      'one that goes on, for the minutes that are known',
      [BEGAN],
      { from: seconds('2026-08-17T14:00:00Z'), to: seconds('2026-08-17T14:01:00Z'), isOver: false },
    ],
    [
      'one whose beginning is elsewhere, by its duration',
      [ENDED],
      { from: seconds('2026-08-17T14:00:00Z'), to: seconds('2026-08-17T14:05:00Z'), isOver: true },
    ],
    [
      'one of errors, by their code',
      [
        insight({
          ...{ eventID: 'i3', state: 'Start', eventTime: '2026-08-17T14:00:00Z', errorCode: 'AccessDenied' },
        }),
      ],
      { what: 'AccessDenied errors of RunInstances calls' },
    ],
  ])('%s', async (_, records, expected) => {
    put('logs/one.json', logFile(...records));
    const { read } = await reportOf();
    expect(read().index.insights).toEqual([expect.objectContaining(expected)]);
  });

  it('up to a number, the newest, and says how many are left out', async () => {
    const many = Array.from({ length: 210 }, (_, number) =>
      insight({
        ...{ eventID: `m${number}`, state: 'Start', sharedEventID: `s${number}` },
        eventTime: new Date(Date.UTC(2026, 7, 17, 0, number)).toISOString(),
      }),
    );
    put('logs/one.json', logFile(...many, { ...BEGAN, eventTime: 'yesterday', eventID: 'x' }));
    const { index } = (await reportOf()).read();
    expect([index.insights.length, index.insightsLeftOut]).toEqual([200, 10]);
    expect(index.insights[0]?.from).toBe(Date.UTC(2026, 7, 17, 0, 10) / 1000);
  });
});
