import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import { toEmptyAlarmAlert, toUnreportedRecordsAlert } from '../../../lib/core/alert/alarm-alert';
import type { Alert } from '../../../lib/core/alert/alert';
import { NO_KINDS } from '../../../lib/core/alert/alert-kinds';
import { toCorrelationAlert } from '../../../lib/core/alert/correlated/correlation-alert';
import { toShown } from '../../../lib/core/alert/correlated/shown-record';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import { toDeliveryAlert } from '../../../lib/core/alert/operational/delivery-alert';
import { DELIVERY_CONDITIONS } from '../../../lib/core/alert/operational/delivery-rule';
import { toIntegrityAlert } from '../../../lib/core/alert/operational/integrity-alert';
import { INTEGRITY_RULES } from '../../../lib/core/alert/operational/integrity-rule';
import {
  toForeignItemsAlert,
  toStormAlert,
  toUnreadableFileAlert,
} from '../../../lib/core/alert/operational/operational-alert';
import { toSilentRegionsAlert } from '../../../lib/core/alert/operational/silent-regions-alert';
import { toPathTest, toTestAlert } from '../../../lib/core/alert/operational/test-alerts';
import { parseAlert } from '../../../lib/core/alert/parse-alert';
import { toUnsentAlert } from '../../../lib/core/archive-search/sent-record';
import { EVENT_COLUMNS } from '../../../lib/core/query/event-columns';
import { toResponseAlert } from '../../../lib/core/response/response-plan';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { SCHEMA, type SchemaPlace, schemaErrors } from './alert-schema';
import { STOPPED, sampleAlert } from './sample-alert';
import { stopLoggingRecord } from './stop-logging-record';

const AT = '2026-11-20T03:00:00Z';
const AT_MS = Date.parse(AT);
const ACCOUNT = '111122223333';
const FILE = { bucket: 'logs', key: 'AWSLogs/111122223333/a.json.gz' };

const COUNTED = {
  eventID: 'e1',
  eventTime: AT,
  eventName: 'StopLogging',
  ruleId: 'r',
  recipientAccountId: ACCOUNT,
};

const PARSED = readBuiltInFiles().map(({ parsed }) => parsed);

const ALARM = { rule: STOPPED, alarmName: 'stopped', logGroup: 'trail', fromMs: AT_MS, toMs: AT_MS };

const PLAN = { action: 'start-logging', alert: sampleAlert(), undo: 'aws x' } as const;

/** An alert of each kind that trailwatch raises about its own work. */
const OWN: readonly Alert[] = [
  toStormAlert({
    ...{ rule: STOPPED, recipientAccountId: ACCOUNT, windowStart: AT, windowMinutes: 15, count: 3 },
    kinds: { ...NO_KINDS, actors: ['alice'] },
    examples: [FILE],
    route: 'log-file',
  }),
  toUnreadableFileAlert({ ...FILE, problem: 'damaged', foundAt: AT, route: 'log-file' }),
  toForeignItemsAlert({
    tableName: 'claims',
    items: [{ window: 'w', item: 'i', problem: 'has no code' }],
    foundAt: AT,
  }),
  toEmptyAlarmAlert(ALARM),
  toUnreportedRecordsAlert(ALARM, { count: 3, isLeast: true, foreign: 1 }),
  toPathTest({ processorName: 'processor', at: AT }),
  toSilentRegionsAlert({ account: ACCOUNT, regions: ['eu-west-1'], lastHour: AT }),
  toTestAlert({ topic: 'Alerts', at: AT, severity: 'critical', awsRegion: '' }),
  toUnsentAlert({ execution: 'e', startedAt: AT, resultsBucket: 'r', sent: 1, left: 2, severity: 'low' }),
  toResponseAlert({ outcome: 'done', plan: { ...PLAN, request: {} } }),
  ...DELIVERY_CONDITIONS.map((kind) =>
    toDeliveryAlert({
      kind,
      subject: ACCOUNT,
      accountId: ACCOUNT,
      regions: [],
      texts: ['x'],
      sinceMs: AT_MS,
    }),
  ),
  ...Object.values(INTEGRITY_RULES).map((rule) =>
    toIntegrityAlert(rule, {
      finding: { kind: 'log', key: FILE.key, status: 'missing', reason: 'absent', message: 'it is gone' },
      ...{ bucket: FILE.bucket, accountId: ACCOUNT, region: 'eu-west-1', digestFolder: 'd', time: AT },
    }),
  ),
];

/** The alert of a correlation for a group that its records may have. */
function correlationAlert(correlation: Correlation): Alert {
  const values = correlation.groupBy.map((field) => (field === 'recipientAccountId' ? ACCOUNT : 'eu-west-1'));
  return toCorrelationAlert({
    ...{ correlation, bounds: correlation.bounds, group: { key: 'ab', values }, periodStartMs: AT_MS },
    known: {
      instantMs: AT_MS,
      count: 1,
      records: [COUNTED, { ...COUNTED, shown: toShown(stopLoggingRecord()) }],
    },
    route: 'cli',
  });
}

/** What is wrong with an alert as it is made, and as a subscriber gets it. */
function faultsOf(alert: Alert): readonly string[] {
  const { default: document } = JSON.parse(toAlertMessage(alert).Message) as { default: string };
  const published = JSON.parse(document);
  const unread = parseAlert(published) === undefined ? ['is not read again'] : [];
  return [...schemaErrors(alert), ...schemaErrors(published), ...unread];
}

test('every alert of the examples of a built-in rule is what the schema says', () => {
  const alerts = PARSED.flatMap(({ rules }) =>
    rules.flatMap(({ rule, examples }) =>
      examples.matching.map(({ record }) => toAlert(rule, record, { route: 'cli', source: {} })),
    ),
  );
  expect(alerts.length).toBeGreaterThan(300);
  expect(alerts.flatMap((alert) => faultsOf(alert).map((fault) => `${alert.ruleName} ${fault}`))).toEqual([]);
  expect(alerts.filter(({ firstSteps = [] }) => firstSteps.length === 0)).toEqual([]);
  expect(new Set(alerts.map(({ runbook }) => runbook)).size).toBe(15);
});

test('every alert of a built-in correlation is what the schema says', () => {
  const alerts = PARSED.flatMap(({ correlations }) =>
    correlations.map(({ correlation }) => correlationAlert(correlation)),
  );
  expect(alerts.length).toBeGreaterThan(20);
  expect(alerts.flatMap(faultsOf)).toEqual([]);
  expect(alerts.filter(({ firstSteps = [] }) => firstSteps.length === 0)).toEqual([]);
});

test.each(OWN.map((alert) => [alert.ruleName, alert] as const))(
  'the alert of %s is what the schema says, and says what to do',
  (_name, alert) => {
    expect(faultsOf(alert)).toEqual([]);
    expect(alert.firstSteps?.length).toBeGreaterThan(0);
  },
);

test.each([
  ['without a member', { ...sampleAlert(), ruleName: undefined }],
  ['of version 1', { ...sampleAlert(), version: 1 }],
  ['with a member of another type', { ...sampleAlert(), firstSteps: 'Look.' }],
  ['with a member that the schema does not name', { ...sampleAlert(), extra: '' }],
])('an alert %s is not what the schema says', (_name, alert) => {
  expect(schemaErrors(alert)).toHaveLength(1);
});

/** Members of records that CloudTrail added of late: who reads the schema learns of them. */
const NEWER =
  /^(eventContext|userIdentity\.(onBehalfOf|inScopeOf)|vpcEndpointAccountId|sharedEventID|tlsDetails|addendum)\b/;

test('the schema has each newer field that is a column of the view events', () => {
  const fields = EVENT_COLUMNS.map(({ field }) => field).filter((field) => NEWER.test(field));
  expect(fields.length).toBeGreaterThan(10);
  const { record } = SCHEMA.properties;
  const isDescribed = (field: string) =>
    field.split('.').reduce((place, name) => place?.properties?.[name], record as SchemaPlace | undefined)
      ?.description !== undefined;
  expect(fields.filter((field) => !isDescribed(field))).toEqual([]);
});
