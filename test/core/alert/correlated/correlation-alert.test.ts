import { alertId } from '../../../../lib/core/alert/alert-id';
import { actorCommand } from '../../../../lib/core/alert/correlated/actor-command';
import { toCorrelationAlert } from '../../../../lib/core/alert/correlated/correlation-alert';
import type { CorrelatedRecords } from '../../../../lib/core/alert/correlated/known-records';
import { type ShownRecord, shownOf, toShown } from '../../../../lib/core/alert/correlated/shown-record';
import { alertLines } from '../../../../lib/core/alert/message/alert-lines';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import type { Contribution, CountedRecord } from '../../../../lib/core/correlation/contribution';
import { planCorrelation } from '../../../../lib/core/correlation/correlation-plan';
import { findCrossings, toCorrelated } from '../../../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import { corpusRecords, describeCorpus } from '../../../parity/corpus';
import { correlationOf, RULES } from '../../correlation/random-correlation';
import { stopLoggingRecord } from '../stop-logging-record';

function alertOf(
  changes: Partial<Correlation> = {},
  values: readonly string[] = ['mallory'],
  regions: readonly string[] = ['eu-west-1', 'us-east-1'],
  partOf?: (at: number) => Partial<CountedRecord>,
  length = 12,
) {
  const correlation = correlationOf({ groupBy: ['userIdentity.userName'], timespanSeconds: 300, ...changes });
  const found: CorrelatedRecords = {
    correlation,
    bounds: correlation.bounds,
    group: { key: 'ab', values },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
    known: {
      instantMs: Date.parse('2026-11-20T02:56:07Z'),
      count: 3,
      records: Array.from({ length }, (_, at) => {
        const awsRegion = regions[at % regions.length];
        return {
          eventID: `e${at}`,
          eventTime: `2026-11-20T02:55:${at + 10}Z`,
          recipientAccountId: at === 0 ? '111122223333' : '444455556666',
          ruleId: 'rule-SignIn',
          eventName: at % 2 === 0 ? 'ConsoleLogin' : 'Assume\nRole',
          ...(awsRegion === undefined ? {} : { awsRegion }),
          ...partOf?.(at),
        };
      }),
    },
    route: 'log-file',
  };
  return toCorrelationAlert(found);
}

const WHEN = 'from 2026-11-20T02:55:10Z to 2026-11-20T02:56:07Z';
const WHO = `within 5 minutes for userIdentity.userName mallory, ${WHEN}`;

test.each<[string, Partial<Correlation>]>([
  [`3 or more records that match 'SignIn was called' ${WHO}`, {}],
  [`more than 3 records that match 'SignIn was called' ${WHO}`, { bounds: [{ operator: 'gt', value: 3 }] }],
  [
    `2 or more and fewer than 5 records that match 'SignIn was called' ${WHO}`,
    {
      bounds: [
        { operator: 'gte', value: 2 },
        { operator: 'lt', value: 5 },
      ],
    },
  ],
  [
    `exactly 3 different values of instanceId in records that match 'SignIn was called' ${WHO}`,
    { kind: 'value_count', fields: ['requestParameters.instanceId'], bounds: [{ operator: 'eq', value: 3 }] },
  ],
  [
    `2 or more of these matched one after the other: 'SignIn was called', 'Assume was called' ${WHO}`,
    { kind: 'temporal_ordered', rules: RULES.slice(0, 2), bounds: [{ operator: 'gte', value: 2 }] },
  ],
])('says how many of what, for whom and when: %s', (summary, changes) => {
  expect(alertOf(changes).summary).toBe(summary);
});

test.each<[string, Partial<Correlation>]>([
  ['deleted 3 or more trails, most recently', { fields: ['requestParameters.name'] }],
  [
    'deleted 3 or more trails, most recently',
    { fields: ['trail'], aliases: { trail: { 'rule-SignIn': 'requestParameters.name' } } },
  ],
  [
    'deleted trails, with 3 or more different values of sourceIPAddress, most recently',
    { fields: ['sourceIPAddress'] },
  ],
  [
    'deleted trails, with 3 or more different values of who, most recently',
    { fields: ['who'], aliases: { who: { 'rule-SignIn': 'userIdentity.userName' } } },
  ],
  [
    'deleted trails, with 3 or more different values of name, awsRegion, most recently',
    { fields: ['requestParameters.name', 'awsRegion'] },
  ],
])('says of the field that it counts how many there were: %s', (words, changes) => {
  const { summary } = alertOf({ kind: 'value_count', ...changes }, ['mallory'], ['eu-west-1'], (at) => ({
    shown: toShown(
      stopLoggingRecord({ eventName: 'DeleteTrail', requestParameters: { name: `trail-${at}` } }),
    ),
  }));
  expect(summary).toContain(` ${words} 'trail-11'`);
});

test('fills in what the group tells, also by an alias that stands for one field in all rules', () => {
  const groupBy = ['who', 'sourceIPAddress', 'recipientAccountId'];
  const aliases = { who: { 'rule-SignIn': 'userIdentity.arn' } };
  const arn = 'arn:aws:sts::111122223333:assumed-role/admin/ann';
  expect(alertOf({ groupBy, aliases }, [arn, '198.51.100.7', '111122223333'])).toMatchObject({
    actor: { arn, name: 'assumed-role/admin/ann', accountId: '111122223333' },
    sourceIPAddress: '198.51.100.7',
    recipientAccountId: '111122223333',
    awsRegion: '',
    record: { group: { who: arn } },
  });
});

test('has the id of every alert, from its rule, the account that its group names, and event, and another for another period', () => {
  const alert = alertOf();
  expect(alert.id).toBe(alertId(alert.ruleId, { ...alert, recipientAccountId: '' }));
  expect(alertOf({ timespanSeconds: 60 }).id).not.toBe(alert.id);
});

test('tells what was known: how many, which calls and accounts, and the first and the last record', () => {
  expect(alertOf().details).toEqual({
    count: ['3'],
    calls: ['ConsoleLogin', 'Assume Role'],
    accounts: ['111122223333', '444455556666'],
    regions: ['eu-west-1', 'us-east-1'],
    firstRecord: ['2026-11-20T02:55:10Z'],
    lastRecord: ['2026-11-20T02:56:07Z'],
  });
});

test.each([
  [['eu-west-1'], 'eu-west-1'],
  [['eu-west-1', 'us-east-1'], ''],
  [['eu-west-1', ''], ''],
  [[''], ''],
  [[], ''],
])('is of the Region of its records if all of them tell the same one: %j is %j', (regions, awsRegion) => {
  const alert = alertOf({}, ['mallory'], regions);
  expect(alert.awsRegion).toBe(awsRegion);
  expect(alert.details?.regions ?? []).toEqual(regions.filter((region) => region !== ''));
  expect(alert.id).toBe(alertOf().id);
});

test('is of the Region that its group tells, whatever its records are of', () => {
  expect(alertOf({ groupBy: ['awsRegion'] }, ['eu-west-3']).awsRegion).toBe('eu-west-3');
});

test('names ten of the counted records, however many there were', () => {
  const { knownWhenRaised } = alertOf().record as { knownWhenRaised: { records: unknown[] } };
  expect(knownWhenRaised).toMatchObject({ count: 3, instant: '2026-11-20T02:56:07Z' });
  expect(knownWhenRaised.records).toHaveLength(10);
});

describe('of records that count for several values', () => {
  const shown = toShown(stopLoggingRecord());
  /** Twelve times two records; only in one of its places each is described. */
  const twice = (at: number) => ({
    ...{ eventID: at < 6 ? 'one' : 'two', eventName: 'GetSecretValue', recipientAccountId: '111122223333' },
    ...{ eventTime: `2026-11-20T02:55:${at < 6 ? 10 : 20}Z` },
    ...(at === 2 || at === 8 ? { shown } : {}),
  });

  test('names each record once, with what is described of it wherever it counts', () => {
    const { record, details } = alertOf({}, undefined, undefined, twice);
    const { records } = record.knownWhenRaised as unknown as { readonly records: readonly JsonObject[] };
    expect(records.map(({ eventID, sourceIPAddress }) => [eventID, sourceIPAddress])).toEqual([
      ['one', '203.0.113.7'],
      ['two', '203.0.113.7'],
    ]);
    expect(details?.described).toBeUndefined();
  });

  test('names records without an id by their places', () => {
    const placed = (at: number) => ({ ...twice(at), eventID: '', bucket: 'b', key: 'k', index: at % 3 });
    const { record } = alertOf({}, undefined, undefined, placed);
    const { records } = record.knownWhenRaised as unknown as { readonly records: readonly JsonObject[] };
    expect(records.map(({ eventTime, index }) => [eventTime, index])).toHaveLength(6);
  });
});

describe('an alert on a flood, whose last records are counted only', () => {
  const partOf = (address: (at: number) => string) => (at: number) => {
    const record = { ...stopLoggingRecord(), sourceIPAddress: address(at) };
    return at < 10 ? { shown: toShown(record as CloudTrailRecord) } : {};
  };

  test('has the address that all described records have', () => {
    const alert = alertOf(
      {},
      undefined,
      undefined,
      partOf(() => '203.0.113.9'),
      520,
    );
    expect(alert.sourceIPAddress).toBe('203.0.113.9');
    expect(alert.summary).toContain(' from 203.0.113.9');
  });

  test('has no single address where they differ, but all of them', () => {
    const alert = alertOf(
      {},
      undefined,
      undefined,
      partOf((at) => `203.0.113.${at % 2}`),
      520,
    );
    expect(alert.sourceIPAddress).toBeUndefined();
    expect(alert.details?.addresses).toEqual(['203.0.113.0', '203.0.113.1']);
  });
});

test('keeps a line break of a value out of its sentence, and an access key id in it', () => {
  const { summary } = alertOf({}, ['a\nb AKIAIOSFODNN7EXAMPLE']);
  expect(summary).toContain("'a b AKIAIOSFODNN7EXAMPLE'");
});

describe('an alert whose records show who did what', () => {
  const CREATED = {
    eventName: 'CreateUser',
    requestParameters: { userName: 'backup-admin' },
    responseElements: {
      user: { arn: 'arn:aws:iam::111122223333:user/backup-admin', userName: 'backup-admin' },
    },
    eventSource: 'iam.amazonaws.com',
    awsRegion: 'us-east-1',
  };
  const ATTACHED = {
    ...CREATED,
    eventName: 'AttachUserPolicy',
    requestParameters: {
      userName: 'backup-admin',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    },
    responseElements: null,
    sourceIPAddress: '198.51.100.9',
  };
  const PLACE = { bucket: 'logs', key: 'o-1/AWSLogs/111122223333/CloudTrail/b.json.gz', index: 3 };
  const IDS = ['6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01', '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a02'];

  /** A user is created and made an administrator, by one actor or another. */
  function administratorAlert(others: Record<string, unknown> = {}) {
    const records = [stopLoggingRecord(CREATED), stopLoggingRecord({ ...ATTACHED, ...others })];
    const groupBy = ['recipientAccountId', 'requestParameters.userName'];
    const correlation = correlationOf({ kind: 'temporal_ordered', groupBy, timespanSeconds: 3600 });
    return toCorrelationAlert({
      ...{ correlation, bounds: [{ operator: 'gte', value: 2 }], route: 'log-file' },
      group: { key: 'ab', values: ['111122223333', 'backup-admin'] },
      periodStartMs: Date.parse('2026-11-20T03:00:00Z'),
      known: {
        instantMs: Date.parse('2026-11-20T03:04:00Z'),
        count: 2,
        records: records.map((record, at) => ({
          eventID: IDS[at] ?? '',
          eventTime: `2026-11-20T03:0${at * 4}:00Z`,
          eventName: record.eventName ?? '',
          ruleId: `rule-${at}`,
          recipientAccountId: '111122223333',
          awsRegion: 'us-east-1',
          ...PLACE,
          shown: toShown(record),
        })),
      },
    });
  }

  test('names the caller, the steps, and whence, in its sentence', () => {
    expect(administratorAlert().summary).toBe(
      "IAM user alice (account 111122223333) created user 'backup-admin', then attached policy " +
        "'AdministratorAccess' to user 'backup-admin' in us-east-1 from " +
        '198.51.100.9, within 1 hour, from 2026-11-20T03:00:00Z to 2026-11-20T03:04:00Z',
    );
  });

  test('has actor, address, time and place of the record that decided, and the resources of all', () => {
    expect(administratorAlert()).toMatchObject({
      eventTime: '2026-11-20T03:04:00Z',
      actor: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/alice',
        name: 'alice',
        accountId: '111122223333',
        mfa: false,
      },
      sourceIPAddress: '198.51.100.9',
      userAgent: 'aws-cli/2.31.0',
      recipientAccountId: '111122223333',
      awsRegion: 'us-east-1',
      source: PLACE,
      resources: [
        'arn:aws:iam::111122223333:user/backup-admin',
        'arn:aws:iam::aws:policy/AdministratorAccess',
        'backup-admin',
      ],
      details: {
        steps: [
          "created user 'backup-admin'",
          "attached policy 'AdministratorAccess' to user 'backup-admin'",
        ],
        addresses: ['203.0.113.7', '198.51.100.9'],
      },
      record: {
        periodStart: '2026-11-20T03:00:00Z',
        knownWhenRaised: {
          records: [{ actor: 'arn:aws:iam::111122223333:user/alice', eventID: IDS[0], ...PLACE }, {}],
        },
      },
    });
  });

  test('links the first record, the last and the actor, and has the command that tells what the actor did', () => {
    const page = 'https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events';
    const alert = administratorAlert();
    expect(alert.links).toEqual({
      firstRecord: `${page}/${IDS[0]}`,
      record: `${page}/${IDS[1]}`,
      actor: `${page}?Username=alice`,
    });
    const command =
      'trailwatch actor arn:aws:iam::111122223333:user/alice s3://logs/o-1/AWSLogs/ --start 2026-11-20';
    expect(alert.commands).toEqual([command]);
    const mail = renderMail(alert);
    expect(mail).toContain(`Command: ${command}`);
    expect(mail).toContain(`First:   ${page}/${IDS[0]}`);
  });

  test.each<[string, string, readonly (readonly string[] | undefined)[]]>([
    ['of a user', 'AKIAIOSFODNN7EXAMPLE', [['AKIAIOSFODNN7EXAMPLE'], ['ASIAIOSFODNN7EXAMPLE']]],
    ['of a session', 'ASIAI44QH8DHBEXAMPLE', [undefined, ['ASIAIOSFODNN7EXAMPLE', 'ASIAI44QH8DHBEXAMPLE']]],
    ['that is no id of a key', 'AKIA or\nmore', [undefined, ['ASIAIOSFODNN7EXAMPLE']]],
  ])('names the access key %s: %j', (_, accessKeyId, expected) => {
    const userIdentity = { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice', accessKeyId };
    const { accessKeys, sessionKeys } = administratorAlert({ userIdentity }).details ?? {};
    expect([accessKeys, sessionKeys]).toEqual(expected);
  });

  test('names the first of several actors and how many more there are, and lists them', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/Deploy/x';
    const alert = administratorAlert({
      userIdentity: { type: 'AssumedRole', arn, accountId: '111122223333' },
    });
    expect(alert.actor).toMatchObject({
      arn: 'arn:aws:iam::111122223333:user/alice',
      name: 'alice and 1 more',
    });
    expect(alert.details?.actors).toEqual(['arn:aws:iam::111122223333:user/alice', arn]);
    expect(alert.summary).toMatch(
      /^IAM user alice \(account 111122223333\) and 1 more: 2 or more of these matched/,
    );
    expect(alert.links?.actor).toMatch(/Username=alice$/);
  });

  test('has no command with an ARN that a shell would not take as it is', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/Deploy/$(id)';
    const userIdentity = { type: 'AssumedRole', arn, accountId: '111122223333' };
    const { record, ...alert } = administratorAlert();
    expect(actorCommand({ actor: { name: 'x', arn }, source: alert.source, record })).toBeUndefined();
    expect(administratorAlert({ userIdentity }).commands).toHaveLength(1);
  });
});

test('what is shown of a record is read as it was written, whatever the record holds', () => {
  const wild = stopLoggingRecord({
    userIdentity: {
      type: 'IAMUser',
      userName: 'a\nb\tc',
      arn: `arn:aws:iam::111122223333:user/${'x'.repeat(9_000)}`,
    },
    userAgent: 'agent\n\n'.repeat(5_000),
    requestParameters: { name: 'one\ntwo' },
    resources: Array.from({ length: 30 }, (_, at) => ({
      ARN: `arn:aws:s3:::bucket-${at}/${'k'.repeat(1_000)}`,
    })),
  });
  const text = toShown(wild);
  expect(text.length).toBeLessThan(5_000);
  const shown = shownOf(text);
  expect(shown?.actor.name).toBe('a b c');
  expect(shown?.resources).toHaveLength(5);
  expect(shown?.lacksResources).toBe(true);
  expect(shown?.resources.every(({ name }) => name.startsWith('bucket-'))).toBe(true);
  expect(shownOf(undefined)).toBeUndefined();
});

test('an identity is shown by everything in its record that tells who it is, also after another one like it', () => {
  const userIdentity = { type: 'IAMUser', userName: 'alice', accountId: '111122223333' };
  const shown = [
    { userIdentity },
    { userIdentity, additionalEventData: { MFAUsed: 'Yes' } },
    { userIdentity, additionalEventData: { MFAUsed: 'No' } },
    { userIdentity: { ...userIdentity, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
    {
      userIdentity: { ...userIdentity, type: 'IdentityCenterUser' },
      additionalEventData: { UserName: 'bob' },
    },
  ].map((record) => shownOf(toShown(record as CloudTrailRecord)));
  expect(shown.map((one) => [one?.actor.name, one?.actor.mfa, one?.accessKeyId])).toEqual([
    ['alice', undefined, undefined],
    ['alice', true, undefined],
    ['alice', false, undefined],
    ['alice', undefined, 'AKIAIOSFODNN7EXAMPLE'],
    ['bob', undefined, undefined],
  ]);
});

test('records of one identity share the actor that they show', () => {
  const actorOf = (name: string) => shownOf(() => stopLoggingRecord({ requestParameters: { name } }))?.actor;
  expect(actorOf('one')).toBe(actorOf('two'));
});

function membersOf(shown: ShownRecord | undefined): unknown {
  if (shown === undefined) return undefined;
  const { actor, who, sourceIPAddress, userAgent, deed, resources, lacksResources, isManagementEvent } =
    shown;
  return { actor, who, sourceIPAddress, userAgent, deed, resources, lacksResources, isManagementEvent };
}

describeCorpus('records of the shared logs', () => {
  test('are shown alike whether they are at hand or were kept as a text', () => {
    for (const record of corpusRecords()) {
      const event = record as CloudTrailRecord;
      expect(membersOf(shownOf(() => event))).toEqual(membersOf(shownOf(toShown(event))));
    }
  });
});

test('the steps are the first nine different ones and that of the record that decided, which may have been the first one', () => {
  const stepsFor = (nameAt: (at: number) => string) =>
    alertOf({}, undefined, undefined, (at) => ({
      shown: () => stopLoggingRecord({ requestParameters: { name: nameAt(at) } }),
    })).details?.steps?.map((step) => /trail '?([a-z]+)/.exec(step)?.[1] ?? step);
  const letters = [...'abcdefghijkl'];
  expect(stepsFor((at) => letters[at] ?? '')).toEqual([...letters.slice(0, 9), 'l']);
  expect(stepsFor((at) => (at === 11 ? 'a' : (letters[at] ?? '')))).toEqual([...letters.slice(1, 10), 'a']);
  expect(stepsFor((at) => (at < 6 ? 'a' : 'b'))).toEqual(['a', 'b']);
});

describe('what an alert leaves out it says', () => {
  const deleted = (...names: readonly string[]) =>
    stopLoggingRecord({ resources: names.map((name) => ({ ARN: `arn:aws:s3:::${name}` })) });
  const namesOf = (first: number, length: number) =>
    Array.from({ length }, (_, at) => `bucket-${first + at}`);

  test('more values of a fact than ten', () => {
    const { details } = alertOf({}, undefined, undefined, (at) => ({
      recipientAccountId: `1111222233${String(at).padStart(2, '0')}`,
      eventName: at < 10 ? `Call${at}` : 'Call0',
    }));
    expect(details).toMatchObject({ more: ['accounts'] });
    expect(details?.accounts).toHaveLength(10);
    expect(details?.calls).toHaveLength(10);
  });

  test('resources of a record, in its document and its lines', () => {
    const ofEach = (length: number) =>
      alertOf(
        {},
        undefined,
        ['eu-west-1'],
        (at) => ({ shown: toShown(deleted(...namesOf(at * 10, length))) }),
        2,
      );
    // One more is the trail that the record stops.
    expect(ofEach(4).details?.more).toBeUndefined();
    expect(renderMail(ofEach(4))).not.toContain('and more');
    expect(ofEach(5).details?.more).toEqual(['resources']);
    expect(alertLines(ofEach(5))).toContainEqual(['Resource', 'and more']);
  });

  test('records of which nothing is kept', () => {
    const { details } = alertOf({}, undefined, undefined, (at) =>
      at < 10 ? { shown: toShown(deleted('one')) } : {},
    );
    expect(details?.described).toEqual(['10 of 12 records']);
  });

  test.each<[string, Partial<Correlation>, number]>([
    ['3 or more', {}, 3],
    ['3 or more', {}, 5],
    ['3 or more', { bounds: [{ operator: 'gt', value: 2 }] }, 4],
    ['3', { bounds: [{ operator: 'lte', value: 3 }] }, 3],
    ['4 or more', { bounds: [{ operator: 'neq', value: 3 }] }, 6],
    ['2', { kind: 'temporal', rules: RULES.slice(0, 2), bounds: [] }, 5],
    ['1 or more', { kind: 'temporal', rules: RULES.slice(0, 2), bounds: [{ operator: 'gte', value: 1 }] }, 5],
  ])('a count beyond what decides: %s by %j', (count, changes, records) => {
    const plan = planCorrelation(correlationOf(changes));
    const window = Array.from({ length: records }, (_, at): Contribution => {
      const ruleId = plan.ruleIds[at % plan.ruleIds.length] ?? '';
      const record = { eventID: `e${at}`, recipientAccountId: '1', ruleId, eventTime: '', eventName: '' };
      return {
        id: `e${at}`,
        timeMs: 1000,
        countKey: plan.ruleIds.length > 1 ? ruleId : `e${at}`,
        record,
      };
    });
    const [crossing] = findCrossings(plan, window);
    if (crossing === undefined) throw new Error('nothing is found');
    const found = toCorrelated({ plan, group: { key: 'ab', values: ['x'] } }, crossing);
    expect(toCorrelationAlert({ ...found, route: 'cli' }).details?.count).toEqual([count]);
  });
});

test('of more than a hundred records the first ones and the last are described, and the alert says so', () => {
  const read = new Set<number>();
  const ofMany = (records: number) =>
    alertOf(
      {},
      undefined,
      undefined,
      (at) => ({
        shown: () => {
          read.add(at);
          return stopLoggingRecord({ userIdentity: { type: 'IAMUser', userName: `user-${at}` } });
        },
      }),
      records,
    );
  const { actor, details, summary } = ofMany(130);
  expect([...read].sort((one, other) => one - other)).toEqual([...Array.from({ length: 99 }).keys(), 129]);
  expect(details?.described).toEqual(['the first 99 records and the last of 130']);
  expect(actor.name).toBe('user-0 and at least 99 more');
  expect(summary).toContain('user-0 and at least 99 more');
  const all = ofMany(100);
  expect(all.details?.described).toBeUndefined();
  expect(all.actor.name).toBe('user-0 and 99 more');
});

test('a chain of rules is told in full, wherever among many records one of them is', () => {
  const names: Readonly<Record<number, string>> = { 0: 'first', 150: 'middle', 299: 'last' };
  const { summary } = alertOf(
    { kind: 'temporal_ordered', bounds: [], rules: RULES },
    undefined,
    undefined,
    (at) => ({
      ruleId: at < 150 ? 'rule-a' : at < 299 ? 'rule-b' : 'rule-c',
      shown: () => stopLoggingRecord({ requestParameters: { name: names[at] ?? 'other' } }),
    }),
    300,
  );
  expect(summary).toMatch(/first.*, then .*middle.*, then .*last/);
});

test('a step of a chain of which no record is described is told by the title of its rule, and one of which another is by that', () => {
  const chain = (isShown: (at: number) => boolean) =>
    alertOf(
      { kind: 'temporal_ordered', bounds: [], rules: RULES.slice(0, 2) },
      undefined,
      undefined,
      (at) => ({
        ruleId: RULES[at < 2 ? 0 : 1]?.id ?? '',
        ...(isShown(at)
          ? { shown: () => stopLoggingRecord({ requestParameters: { name: `trail-${at}` } }) }
          : {}),
      }),
      3,
    ).summary;
  expect(chain((at) => at === 1)).toMatch(/ trail 'trail-1', then triggered 'Assume was called', /);
  expect(chain((at) => at === 2)).toMatch(/ triggered 'SignIn was called', then .* trail 'trail-2' /);
});

test('what is not described is not said to be the last', () => {
  const { summary } = alertOf({ rules: RULES.slice(0, 2) }, undefined, undefined, (at) => ({
    ruleId: RULES[at < 11 ? 0 : 1]?.id ?? '',
    ...(at === 0 ? { shown: () => stopLoggingRecord({}) } : {}),
  }));
  expect(summary).not.toContain('at last');
});

test.each([
  [['AccessDenied', 'Client.UnauthorizedOperation', 'AccessDenied'], 'Denied: ', 'AWS denied this'],
  [['AccessDenied', 'TrailNotFoundException', 'AccessDenied'], 'Failed: ', 'This failed'],
  [['AccessDenied', undefined, 'AccessDenied'], '', 'Disable the key.'],
])('does not read as done what no call did: %s', (codes, before, firstStep) => {
  const recordOf = (at: number) =>
    stopLoggingRecord(codes[at] === undefined ? {} : { errorCode: codes[at] as string });
  const { title } = alertOf();
  const steps = { firstSteps: ['Disable the key.'] };
  const kept = alertOf(steps, undefined, undefined, (at) => ({ shown: toShown(recordOf(at)) }), 3);
  const atHand = alertOf(steps, undefined, undefined, (at) => ({ shown: () => recordOf(at) }), 3);
  expect(kept.firstSteps?.[0]).toMatch(new RegExp(`^${firstStep}`));
  expect(atHand.firstSteps).toEqual(kept.firstSteps);
  expect([kept.title, atHand.title]).toEqual([`${before}${title}`, `${before}${title}`]);
});
