import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { Coverage } from '../../../lib/core/survey/coverage';
import { Overview } from '../../../lib/core/survey/overview';
import { Persistence, type PersistenceRow } from '../../../lib/core/survey/persistence';
import { Timeline } from '../../../lib/core/survey/timeline';
import { ACCOUNT, ATTACK_SETS, LOOKED, recordsOf, user } from '../../bin/case/attack-sets';
import { record } from '../../bin/scan-folder';
import { floodedTrail, GRAVEST, LIGHTEST } from '../../bin/survey/flooded-trail';
import { STOPPED } from '../alert/sample-alert';

const ann = user('ann');

function taken<T extends { take(record: CloudTrailRecord): void }>(
  survey: T,
  records: readonly JsonObject[],
): T {
  for (const record of records) survey.take(record as CloudTrailRecord);
  return survey;
}

/** What was made that lasts, with the calls that it made. */
function lasting(records: readonly JsonObject[]): readonly PersistenceRow[] {
  const found = taken(new Persistence(), records);
  return found.rows(taken(found.callers, records));
}

/** The same records in three orders. */
function orders(records: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const half = Math.ceil(records.length / 2);
  return [records, [...records].reverse(), [...records.slice(half), ...records.slice(0, half)]];
}

describe('a timeline', () => {
  const records = recordsOf('t', [
    [ann, LOOKED, LOOKED, ['iam CreateUser', { userName: 'eve' }], LOOKED],
    [ann, ['iam CreateUser', { userName: 'eve' }, { errorCode: 'AccessDenied' }]],
  ]);

  it('has calls in the order of time, whatever their order, with targets, outcomes and ids', () => {
    for (const order of orders(records)) {
      const { rows } = taken(new Timeline(), order);
      expect(
        rows.map(({ call, calls = 1, outcome, eventID }) => `${call} ${calls} ${outcome} ${eventID}`),
      ).toEqual([
        'sts GetCallerIdentity 2 succeeded t-0',
        'iam CreateUser 1 succeeded t-2',
        'sts GetCallerIdentity 1 succeeded t-3',
        'iam CreateUser 1 denied AccessDenied t-4',
      ]);
      expect(rows[1]).toMatchObject({ targets: 'user eve', actor: ann.userIdentity.arn, account: ACCOUNT });
      expect(rows[0]?.until).toBe(records[1]?.eventTime);
    }
  });

  it('says on how many things the calls of a row were, in few bytes, and only of those that read', () => {
    const reads = (names: readonly string[]) =>
      recordsOf('r', [
        [
          ann,
          ...names.map(
            (name) => ['secretsmanager GetSecretValue', { secretId: name }, { readOnly: true }] as const,
          ),
        ],
      ]);
    const targetsOf = (records: readonly JsonObject[]) =>
      orders(records).map((order) => {
        const { rows } = taken(new Timeline(), order);
        return rows.map(({ targets, calls }) => `${targets} ${calls}`);
      });
    const names = Array.from({ length: 50 }, (_, at) => `db${at}`);
    const three = (text: string) => [[text], [text], [text]];
    expect(targetsOf(reads([...names, ...names]))).toEqual(three('secret db0 and 49 others 100'));
    expect(targetsOf(reads(['a', 'b']))).toEqual(three('secret a and 1 other 2'));
    expect(targetsOf(reads(['a', 'a']))).toEqual(three('secret a 2'));
    const long = 'x'.repeat(150);
    const [[text = ''] = []] = targetsOf(reads([`${long}a`, `${long}b`]));
    expect(text).toMatch(/ and 1 other 2$/);
    expect(text.length).toBeLessThan(250);
  });

  it('leaves out what changes nothing, if it is asked to, and counts what is beyond its limit', () => {
    expect(taken(new Timeline(true), records).rows.map(({ call }) => call)).toEqual([
      'iam CreateUser',
      'iam CreateUser',
    ]);
    const few = taken(new Timeline(false, 2), records);
    expect([few.rows.reduce((sum, { calls = 1 }) => sum + calls, 0), few.leftOut]).toEqual([2, 3]);
  });
});

describe('what lasts', () => {
  const key = 'AKIAEVEEXAMPLEEXAMPL';
  const made = recordsOf('p', [
    [
      ann,
      ['iam CreateUser', { userName: 'eve' }],
      [
        'iam CreateAccessKey',
        { userName: 'eve' },
        { responseElements: { accessKey: { userName: 'eve', accessKeyId: key } } },
      ],
      ['iam CreateUser', { userName: 'gone' }],
      ['iam DeleteUser', { userName: 'gone' }],
      ['iam CreateUser', { userName: 'refused' }, { errorCode: 'AccessDenied' }],
    ],
    [user('eve', 'eve', key), LOOKED, LOOKED],
  ]);

  it('is named with who made it, whether it was used, and what ended it; what no record ends comes first', () => {
    for (const order of orders(made)) {
      const rows = lasting(order);
      expect(rows.map(({ kind, name, used, endedBy }) => [kind, name, used?.calls, endedBy])).toEqual([
        ['user', 'eve', 2, undefined],
        ['access key', expect.stringContaining(key), 2, undefined],
        ['user', 'gone', 0, 'p-3'],
      ]);
      expect(rows[0]).toMatchObject({
        by: ann.userIdentity.arn,
        address: ann.sourceIPAddress,
        eventID: 'p-0',
      });
    }
  });

  it('counts only calls of the same kind of identity, and only since it was made', () => {
    const arn = (path: string) => ({
      ...ann,
      userIdentity: {
        type: 'AssumedRole',
        accountId: ACCOUNT,
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${path}`,
      },
    });
    const sso = arn('AWSReservedSSO_Admin_0123456789abcdef/bob');
    const pathUser = {
      ...ann,
      userIdentity: { ...ann.userIdentity, arn: `arn:aws:iam::${ACCOUNT}:user/admin/ann` },
    };
    const records = recordsOf('k', [
      [user('bob'), LOOKED],
      [
        ann,
        ['iam CreateUser', { userName: 'bob' }],
        ['iam CreateUser', { userName: 'admin' }],
        ['iam CreateRole', { roleName: 'bob' }],
        ['lambda CreateFunction20150331', { functionName: 'bob' }],
        ['lambda CreateFunction20150331', { functionName: 'fn' }],
      ],
      [sso, LOOKED, LOOKED],
      [pathUser, LOOKED],
      [arn('bob/mallory'), LOOKED, LOOKED, LOOKED],
      [arn('exec/fn'), LOOKED],
      [user('bob'), LOOKED],
    ]);
    for (const order of orders(records)) {
      const used = lasting(order).map(({ kind, name, used: uses }) => `${kind} ${name} ${uses?.calls}`);
      expect(used).toEqual(['user bob 1', 'user admin 0', 'role bob 3', 'function bob 0', 'function fn 1']);
    }
  });

  it('is found of every attack that makes something, with a record for each', () => {
    const found = Object.entries(ATTACK_SETS).map(([name, make]) => {
      const records = make('a');
      const ids = new Set(records.map(({ eventID }) => eventID));
      const rows = lasting(records);
      expect({ name, isKnown: rows.every(({ eventID }) => ids.has(eventID)) }).toEqual({
        name,
        isKnown: true,
      });
      return rows.length;
    });
    expect(found.filter((count) => count > 0).length).toBeGreaterThan(10);
  });
});

describe('coverage', () => {
  it('names the longest time without a record, and data events by service', () => {
    const late = recordsOf(
      'l',
      [[ann, ['s3 GetObject', { bucketName: 'b' }, { eventCategory: 'Data', readOnly: true }]]],
      Date.UTC(2026, 10, 20, 9),
    );
    for (const order of orders([...recordsOf('e', [[ann, LOOKED]]), ...late])) {
      const { places, dataEvents } = taken(new Coverage(), order).report;
      expect(places).toMatchObject([
        { account: ACCOUNT, records: 2, silentHours: 5, silentFrom: '2026-11-20T04:00:00.000Z' },
      ]);
      expect(dataEvents).toEqual([{ value: 's3.amazonaws.com', records: 1, first: '2026-11-20T09:00:00Z' }]);
    }
  });

  it('names what no selector shows of the services that are in use, and of no other', () => {
    const records = recordsOf('n', [
      [ann, LOOKED, ['iam ListUsers', {}], ['elasticache DescribeCacheClusters', {}]],
      [ann, ['rds DescribeDBClusters', {}]],
    ]);
    const { neverLogged } = taken(new Coverage(), records).report;
    expect(neverLogged.map(({ value, records: count }) => [value, count])).toEqual([
      ['elasticache: Connect', 1],
      ['neptune-db: every action', 1],
      ['rds-db: connect', 1],
    ]);
  });

  it('names changes of trails, refused deliveries and callers that no record creates', () => {
    const cloudTrail = {
      userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
      sourceIPAddress: 'cloudtrail.amazonaws.com',
      userAgent: 'cloudtrail.amazonaws.com',
    };
    const records = recordsOf('c', [
      [
        ann,
        ['iam CreateUser', { userName: 'eve' }],
        ['cloudtrail StopLogging', { name: 'audit' }],
        ['cloudtrail DescribeTrails', {}, { readOnly: true }],
      ],
      [user('eve'), LOOKED],
      [
        cloudTrail,
        ['s3 PutObject', { bucketName: 'logs' }, { errorCode: 'AccessDenied' }],
        ['s3 PutObject', { bucketName: 'logs' }],
      ],
    ]);
    const report = taken(new Coverage(), records).report;
    expect(report.changesOfLogging.map(({ value }) => value)).toEqual([
      `StopLogging arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/audit by ${ann.userIdentity.arn}`,
    ]);
    expect(report.refusedDeliveries).toMatchObject([{ value: 'PutObject logs', records: 1 }]);
    const callers = report.notCreatedHere.map(({ value }) => value);
    expect(callers).toContain(`user ann of ${ACCOUNT}`);
    expect(callers).not.toContain(`user eve of ${ACCOUNT}`);
  });

  it('never hides what ended logging behind calls that failed or that add trails', () => {
    for (const order of orders(floodedTrail())) {
      const { changesOfLogging, notListed } = taken(new Coverage(), order).report;
      for (const [at, expected] of GRAVEST.entries()) expect(changesOfLogging[at]?.value).toMatch(expected);
      expect(changesOfLogging.at(-1)).toMatchObject({ value: LIGHTEST, records: 600 });
      expect([changesOfLogging.length, notListed]).toEqual([204, 0]);
    }
  });

  it('counts what it does not list of every list, and never says of what it may not know that it is older', () => {
    const many = (count: number, calls: (at: number) => JsonObject) =>
      Array.from({ length: count }, (_, at) => calls(at));
    const one = record('CreateTrail', 'a');
    const trails = many(2_100, (at) => ({ ...one, requestParameters: { name: `t${at}` } }));
    expect(taken(new Coverage(), trails).report).toMatchObject({ notListed: 1_100 });
    const data = many(300, (at) => ({ ...one, eventCategory: 'Data', eventSource: `s${at}.amazonaws.com` }));
    expect(taken(new Coverage(), data).report).toMatchObject({ notListed: 250 });
    const created = many(100_002, (at) => ({
      ...{ ...one, eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' },
      ...{ userIdentity: ann.userIdentity, requestParameters: { userName: `u${at}` } },
    }));
    const { notCreatedHere, notListed } = taken(new Coverage(), created).report;
    expect([notCreatedHere, notListed]).toEqual([[], 2]);
  });

  it('counts log and digest files by their names', () => {
    const found = new Coverage();
    const folder = `x/AWSLogs/${ACCOUNT}`;
    found.takeFile(
      `${folder}/CloudTrail/eu-west-1/2026/11/20/${ACCOUNT}_CloudTrail_eu-west-1_20261120T0000Z_abcdefghijklmnop.json.gz`,
    );
    found.takeFile('notes.txt');
    expect(found.report.files).toEqual({ log: 1, digest: 0, other: 1 });
  });
});

describe('an overview', () => {
  it('counts records and alerts, and has at most 4 KB whatever callers write', () => {
    const long = 'x'.repeat(3_000);
    const records = Array.from({ length: 300 }, (_, at) =>
      recordsOf(`${at}`, [[{ ...user(`${long}${at}`), userAgent: `${long}${at}` }, LOOKED]]),
    ).flat();
    const overview = taken(new Overview(), records);
    for (const record of records)
      overview.takeAlert(
        toAlert({ ...STOPPED, title: long }, record as CloudTrailRecord, { route: 'log-file', source: {} }),
      );
    const { report } = overview;
    expect(report).toMatchObject({ records: 300, alerts: { high: 300 }, accounts: [`${ACCOUNT} (300)`] });
    expect(JSON.stringify(report).length).toBeLessThanOrEqual(5_000);
    expect(report.next.join('\n')).toMatch(/case of alert [0-9a-f]{16}/);
  });

  it('asks next for an actor that records have, though an alert about several has a name of its own', () => {
    const [asked] = recordsOf('n', [[ann, LOOKED]]);
    const overview = taken(new Overview(), [asked as JsonObject]);
    const alert = toAlert(STOPPED, asked as CloudTrailRecord, { route: 'log-file', source: {} });
    overview.takeAlert({ ...alert, severity: 'critical', actor: { name: 'ann and 4 more (Unknown)' } });
    overview.takeAlert(alert);
    expect(overview.report.next.join('\n')).toContain(`timeline of ${ann.userIdentity.arn}:`);
    expect(overview.report.next.join('\n')).not.toContain('4 more');
  });

  it('says nothing of what is not there', () => {
    expect(new Overview().report).toMatchObject({ records: 0, first: '', actors: [], alerts: {}, next: [] });
  });
});
