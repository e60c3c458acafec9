import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { toControlPattern } from '../../../lib/core/alarm/control';
import { CONTROLS } from '../../../lib/core/alarm/to-control-alarm';
import {
  AlarmSet,
  AlertTopic,
  AuditTrail,
  type AuditTrailProps,
  CisVersion,
  EventSelection,
  LogArchive,
  MetricAlarms,
  type MetricAlarmsProps,
  RuleSet,
  TrailLogGroup,
} from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  notesOf,
  oneRule,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

interface Choices extends Partial<MetricAlarmsProps> {
  readonly trailProps?: Partial<AuditTrailProps>;
}

function synthesize({ trailProps, ...props }: Choices = {}) {
  const stack = newStack();
  const trail = new AuditTrail(stack, 'Trail', {
    identity: TRAIL,
    archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
    cloudWatchLogs: TrailLogGroup.create(),
    ...trailProps,
  });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const source = props.logGroup === undefined ? { trail } : {};
  const alarms = new MetricAlarms(stack, 'Alarms', { ...source, alertTopic, ...props });
  return { stack, alarms };
}

const TOPIC = { Ref: 'AlertsTopicCF7C81C9' };

const filtersOf = (stack: ReturnType<typeof newStack>): Resource[] =>
  resourcesOf(stack, 'AWS::Logs::MetricFilter');
const alarmsOf = (stack: ReturnType<typeof newStack>): Resource[] =>
  resourcesOf(stack, 'AWS::CloudWatch::Alarm');

describe("Security Hub's alarms", () => {
  const { stack, alarms } = synthesize({ alarms: AlarmSet.securityHub() });

  test("have each control's pattern, letter for letter, on the trail's log group", () => {
    const filters = filtersOf(stack);
    expect(filters.map(({ Properties }) => Properties.FilterPattern)).toEqual(
      CONTROLS.map((control) => toControlPattern(control)),
    );
    for (const { Properties } of filters) {
      expect(Properties.LogGroupName).toEqual(filters[0]?.Properties.LogGroupName);
      expect(Object.keys(Properties.LogGroupName)).toEqual(['Ref']);
      expect(Properties.LogGroupName.Ref).toMatch(/^TrailLogsGroup/);
    }
  });

  test('count one for each record and nothing otherwise, into a metric that the alarm reads', () => {
    const [filter] = filtersOf(stack);
    const [alarm] = alarmsOf(stack);
    expect(filter?.Properties.MetricTransformations).toEqual([
      {
        MetricNamespace: 'LogMetrics',
        MetricName: 'StackAlarms6ABAF859/CloudWatch.1-root-user-acted',
        MetricValue: '1',
        DefaultValue: 0,
      },
    ]);
    expect(alarm?.Properties).toEqual({
      AlarmName: 'StackAlarms6ABAF859/CloudWatch.1-root-user-acted',
      AlarmDescription: expect.stringMatching(
        /^The root user of an account .* What to do: https:\/\/\S+\/cloudwatch-1\.md$/,
      ),
      Namespace: 'LogMetrics',
      MetricName: 'StackAlarms6ABAF859/CloudWatch.1-root-user-acted',
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC],
    });
  });

  test('are one a control, each with a name of its own that begins alike', () => {
    const names = alarmsOf(stack).map(({ Properties }) => Properties.AlarmName);
    expect(names).toHaveLength(14);
    expect(new Set(names).size).toBe(14);
    expect(names.every((name) => name.startsWith(alarms.namePrefix))).toBe(true);
    expect(names.at(-1)).toBe('StackAlarms6ABAF859/CloudWatch.14-vpc-changed');
  });

  test('give no warning on the log group of a multi-Region trail with a subscriber', () => {
    expect(warningsOf(stack)).toEqual([]);
  });

  test('are those of a version of CIS, in its words, when asked', () => {
    const older = synthesize({ alarms: AlarmSet.securityHub({ cis: CisVersion.V1_4 }) });
    const patterns = filtersOf(older.stack).map(({ Properties }) => Properties.FilterPattern as string);
    expect(patterns).toHaveLength(12);
    expect(patterns.filter((pattern) => pattern.includes('iam.amazonaws.com'))).toEqual([]);
    expect(synthesize({ alarms: AlarmSet.securityHub({ cis: CisVersion.V1_2 }) }).alarms.alarms).toHaveLength(
      14,
    );
  });
});

describe('quiet alarms', () => {
  test('are the default, and look at late records, too', () => {
    const { stack } = synthesize();
    const alarms = alarmsOf(stack).map(({ Properties }) => Properties);
    expect(alarms).toHaveLength(14);
    expect(
      alarms.every(
        ({ EvaluationPeriods, DatapointsToAlarm }) => EvaluationPeriods === 3 && DatapointsToAlarm === 1,
      ),
    ).toBe(true);
    const counted = alarms
      .filter(({ Threshold }) => Threshold > 1)
      .map(({ AlarmName, Threshold }) => [AlarmName, Threshold]);
    expect(counted).toEqual([
      ['StackAlarms6ABAF859/CloudWatch.2-call-denied-quiet', 10],
      ['StackAlarms6ABAF859/CloudWatch.6-console-login-failed-quiet', 3],
    ]);
  });
});

describe('a set of alarms', () => {
  const names = (set: AlarmSet) => set._definitions().map(({ name }) => name);

  test('never changes: every method gives a new one, and alarms go by the id of their control or by a name', () => {
    const all = AlarmSet.securityHub();
    expect(names(all.only('CloudWatch.5', 'root-user-acted'))).toEqual([
      'CloudWatch.1-root-user-acted',
      'CloudWatch.5-trail-changed',
    ]);
    expect(names(all.without('CloudWatch.2'))).toHaveLength(13);
    expect(names(all.plus(AlarmSet.quiet()))).toHaveLength(28);
    expect(names(all)).toHaveLength(14);
  });

  test('fails on a name that no alarm has, with the nearest one', () => {
    expect(() => AlarmSet.quiet().only('CloudWatch.15')).toThrow(
      new Error("the alarm set has no alarm 'CloudWatch.15'; did you mean 'CloudWatch.1'?"),
    );
  });
});

describe('alarms on rules', () => {
  const catalogue = RuleSet.builtIn();

  test("have the rule's name, id and severity, and link to the page of rules", () => {
    const { stack, alarms } = synthesize({ alarms: AlarmSet.ofRules(oneRule()) });
    expect(filtersOf(stack).map(({ Properties }) => Properties.FilterPattern)).toEqual([
      expect.stringContaining('$.eventName = '),
    ]);
    expect(alarms._watched.map(({ alarmName, rule }) => [alarmName, rule.id, rule.severity])).toEqual([
      ['StackAlarms6ABAF859/trail-stopped', '5f0d5f1e-0c31-4a3e-9a39-0d4a6b2b6a11', 'high'],
    ]);
    expect(alarmsOf(stack)[0]?.Properties.AlarmDescription).toMatch(/\/rule-matched\.md$/);
  });

  test('fail with every rule that no metric filter expresses, and every reason', () => {
    expect(() => AlarmSet.ofRules(catalogue)).toThrow(/^no metric filter expresses '[\w-]+': .+\n/);
    expect(() => AlarmSet.ofRules(catalogue)).toThrow(/leave these rules out, or set leaveOutOthers$/);
  });

  test('leave such rules out without a warning, when asked, and list them', () => {
    const set = AlarmSet.ofRules(catalogue, { leaveOutOthers: true });
    expect(set._definitions().length).toBeGreaterThan(20);
    expect(set.leftOut.length).toBeGreaterThan(20);
    expect(set._definitions().length + set.leftOut.length).toBe(
      catalogue.rules.length + catalogue.correlations.length,
    );
    const { stack } = synthesize({
      alarms: set.without(
        ...set
          ._definitions()
          .slice(10)
          .map(({ name }) => name),
      ),
    });
    expect(warningsOf(stack).join()).not.toContain('metric filter');
    expect(notesOf(stack).filter((note) => note.includes('rules of the set have no alarm'))).toHaveLength(1);
  });

  test('that are chosen by name leave nothing out', () => {
    const set = AlarmSet.ofRules(catalogue, { leaveOutOthers: true }).only('trail-changed');
    expect(set.leftOut).toEqual([]);
    const { stack } = synthesize({ alarms: set });
    expect([...warningsOf(stack), ...notesOf(stack)].join()).not.toContain('have no alarm');
  });
});

describe('around the alarms', () => {
  test('one more a severity goes to a topic of its own, and names the alarms', () => {
    const stack = newStack();
    const { stack: built } = synthesize({
      alarms: AlarmSet.securityHub().only('CloudWatch.1', 'CloudWatch.3', 'CloudWatch.5'),
    });
    expect(resourcesOf(built, 'AWS::CloudWatch::CompositeAlarm')).toEqual([]);
    const trail = new AuditTrail(stack, 'Trail', {
      identity: TRAIL,
      archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
      cloudWatchLogs: TrailLogGroup.create(),
    });
    const severityTopic = new AlertTopic(stack, 'Pager', { emails: ['pager@example.com'] });
    new MetricAlarms(stack, 'Alarms', {
      trail,
      alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
      alarms: AlarmSet.securityHub().only('CloudWatch.1', 'CloudWatch.3', 'CloudWatch.5'),
      severityTopic,
    });
    const composites = resourcesOf(stack, 'AWS::CloudWatch::CompositeAlarm');
    expect(composites.map(({ Properties }) => [Properties.AlarmName, Properties.AlarmRule])).toEqual([
      [
        'StackAlarms6ABAF859-severity/medium',
        'ALARM("StackAlarms6ABAF859/CloudWatch.1-root-user-acted") OR ALARM("StackAlarms6ABAF859/CloudWatch.3-console-login-without-mfa")',
      ],
      ['StackAlarms6ABAF859-severity/low', 'ALARM("StackAlarms6ABAF859/CloudWatch.5-trail-changed")'],
    ]);
    expect(composites[0]?.Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^PagerTopic/) }]);
    expect(composites[0]?.DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^AlarmsCloudWatch1RootUserActedAlarm/)]),
    );
  });

  test('a second alarm each fires on unusual rates, and is no alarm whose records are looked for', () => {
    const { stack, alarms } = synthesize({
      alarms: AlarmSet.quiet().only('CloudWatch.2'),
      anomalyDetection: true,
    });
    const [unusual] = alarmsOf(stack).filter(({ Properties }) => Properties.ThresholdMetricId !== undefined);
    expect(unusual?.Properties).toMatchObject({
      AlarmName: 'StackAlarms6ABAF859-unusual/CloudWatch.2-call-denied-quiet',
      ComparisonOperator: 'GreaterThanUpperThreshold',
      AlarmActions: [TOPIC],
    });
    expect(unusual?.Properties.AlarmName.startsWith(alarms.namePrefix)).toBe(false);
  });

  test('a dashboard shows every alarm and metric', () => {
    const { stack } = synthesize({ dashboard: true });
    const body = JSON.stringify(resourceOf(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const { ruleName } of CONTROLS) expect(body).toContain(ruleName);
  });

  test('a metric can be asked for by the name of its control', () => {
    const { alarms } = synthesize();
    expect(alarms.metricMatches('trail-changed').metricName).toBe(
      'StackAlarms6ABAF859/CloudWatch.5-trail-changed-quiet',
    );
    expect(() => alarms.metricMatches('nothing')).toThrow(/^no alarm is named 'nothing'; the alarms are /);
  });

  test('runbooks may be of your own', () => {
    const { stack } = synthesize({ runbooks: 'https://wiki.example.com/trailwatch/' });
    const [alarm] = alarmsOf(stack);
    expect(alarm?.Properties.AlarmDescription).toMatch(
      / What to do: https:\/\/wiki\.example\.com\/trailwatch\/cloudwatch-1\.md$/,
    );
  });

  test('the log group of a trail elsewhere can be watched', () => {
    const { stack } = synthesize({
      logGroup: LogGroup.fromLogGroupName(newStack(), 'Group', 'company-trail'),
      trail: undefined,
    });
    expect(filtersOf(stack)[0]?.Properties.LogGroupName).toBe('company-trail');
  });
});

describe('what synth finds', () => {
  test('fails on a trail without a log group', () => {
    expect(() => synthesize({ trailProps: { cloudWatchLogs: undefined } })).toThrow(
      new Error(
        "trail 'Stack/Trail' has no log group; set cloudWatchLogs, or give the logGroup of an imported trail to AuditTrail.fromTrailAttributes",
      ),
    );
  });

  test('fails on neither trail nor log group', () => {
    expect(() => synthesize({ trail: undefined })).toThrow(
      new Error('metric alarms monitor one log group: give either trail or logGroup'),
    );
  });

  test('fails on a set without alarms', () => {
    const none = AlarmSet.quiet().only();
    expect(() => synthesize({ alarms: none })).toThrow('alarms is empty; leave it out for AlarmSet.quiet()');
  });

  test('fails on an address of runbooks that is none', () => {
    expect(() => synthesize({ runbooks: 'wiki' })).toThrow(
      "runbooks 'wiki' is not the address of a folder of pages",
    );
  });

  test('fails on more filters than a log group takes, whoever put them there', () => {
    const { stack, alarms } = synthesize();
    const alertTopic = alarms.alertTopic;
    for (let index = 1; index <= 7; index++) {
      new MetricAlarms(stack, `More${index}`, { logGroup: alarms.logGroup, alertTopic });
    }
    expect(synthError(stack)).toContain(
      'alarms: the log group would have 112 metric filters, but takes 100; leave some out',
    );
  });

  test('warns where the trail lets the controls fail', () => {
    const set = AlarmSet.securityHub().only('CloudWatch.7');
    const oneRegion = synthesize({ alarms: set, trailProps: { multiRegion: false } });
    expect(warningsOf(oneRegion.stack).join()).toContain('cdk-trailwatch:controlsOfOneRegion');
    const withoutKms = synthesize({
      alarms: set,
      trailProps: { eventSelection: EventSelection.managementEvents().withoutKms() },
    });
    expect(warningsOf(withoutKms.stack).join()).toContain('cdk-trailwatch:controlsWithoutKms');
    const quiet = synthesize({ alarms: AlarmSet.quiet(), trailProps: { multiRegion: false } });
    expect(warningsOf(quiet.stack).join()).not.toContain('controlsOfOneRegion');
  });

  test('warns when an existing topic has no known subscription', () => {
    const stack = newStack();
    const topic = Topic.fromTopicArn(stack, 'Company', `arn:aws:sns:${REGION}:${ACCOUNT}:company`);
    new MetricAlarms(stack, 'Alarms', {
      logGroup: LogGroup.fromLogGroupName(stack, 'Group', 'company-trail'),
      alertTopic: AlertTopic.fromTopic(stack, 'Alerts', topic),
    });
    expect(warningsOf(stack).join()).toContain('[ack: cdk-trailwatch:unknownSubscribers]');
  });
});
