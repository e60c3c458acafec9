import { Duration, Size } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AlarmSet, LogReader, RuleSeverity } from '../../../../lib/index';
import { ACCOUNT, REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, ofProps } from './app-change';

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** Options of `Trailwatch` for alerts and those who get them. */
const ALERTS: readonly AppChange[] = [
  ofProps(
    'nobody gets mail',
    ['weaker', /soc@example\.com/],
    () => ({}),
    () => ({ emails: [] }),
  ),
  ofProps(
    'somebody else gets mail, too',
    ['open'],
    () => ({}),
    () => ({ emails: ['soc@example.com', 'lead@example.com'] }),
  ),
  ofProps(
    'mail of severe alerts only',
    ['weaker', /filter/i],
    () => ({}),
    () => ({ emailFilter: { minimumSeverity: RuleSeverity.HIGH } }),
  ),
  ofProps(
    'mail of less severe alerts, too',
    ['stronger'],
    () => ({ emailFilter: { minimumSeverity: RuleSeverity.HIGH } }),
    () => ({ emailFilter: { minimumSeverity: RuleSeverity.MEDIUM } }),
  ),
  ofProps(
    'no mail of operational alerts',
    ['weaker', /filter/i],
    () => ({}),
    () => ({ emailFilter: { includeOperational: false } }),
  ),
  ofProps(
    'mail of one account',
    ['weaker', /filter/i],
    () => ({ emailFilter: { accounts: [ACCOUNT, '222233334444'] } }),
    () => ({ emailFilter: { accounts: [ACCOUNT] } }),
  ),
  ofProps(
    'no daily summary',
    ['weaker', /summary/i],
    () => ({}),
    () => ({ dailySummary: false }),
  ),
  ofProps(
    'the summary at another hour',
    ['ordinary'],
    () => ({ dailySummaryHour: 6 }),
    () => ({ dailySummaryHour: 9 }),
  ),
  ofProps(
    'no test alerts',
    ['weaker', /test/i],
    () => ({}),
    () => ({ testAlerts: false }),
  ),
  ofProps(
    'alerts may be silenced',
    ['weaker', /silenc/i],
    () => ({}),
    () => ({ silences: {} }),
  ),
  ofProps(
    'severe alerts may be silenced',
    ['weaker', /silenc/i],
    () => ({ silences: { maximumSeverity: RuleSeverity.LOW } }),
    () => ({ silences: { maximumSeverity: RuleSeverity.HIGH } }),
  ),
  ofProps(
    'severe alerts may not be silenced',
    ['stronger'],
    () => ({ silences: { maximumSeverity: RuleSeverity.HIGH } }),
    () => ({ silences: { maximumSeverity: RuleSeverity.LOW } }),
  ),
  ofProps(
    'another key for alerts',
    ['weaker', /Alerts\/Key/],
    () => ({}),
    (stack) => ({ alerts: { encryptionKey: new Key(stack, 'AlertKey', { enableKeyRotation: true }) } }),
  ),
  ofProps(
    'changes of its own resources raise no alerts',
    ['weaker'],
    () => ({}),
    () => ({ tamperDetection: false }),
  ),
  ofProps(
    'a further role deploys',
    ['weaker', /Deployer/],
    () => ({ deploymentRoleArns: [role('Pipeline')] }),
    () => ({ deploymentRoleArns: [role('Pipeline'), role('Deployer')] }),
  ),
  ofProps(
    'a role less deploys, and is watched',
    ['weaker', /Deployer/],
    () => ({ deploymentRoleArns: [role('Pipeline'), role('Deployer')] }),
    () => ({ deploymentRoleArns: [role('Pipeline')] }),
  ),
  ofProps(
    'operators whose calls raise no alerts',
    ['weaker', /Operator/],
    () => ({ operatorRoleArns: [role('First')] }),
    () => ({ operatorRoleArns: [role('First'), role('Operator')] }),
  ),
  ofProps(
    'alarms, too',
    ['stronger'],
    () => ({}),
    () => ({ alarms: AlarmSet.securityHub().only('CloudWatch.1') }),
  ),
  ofProps(
    'an alarm less',
    ['weaker'],
    () => ({ alarms: AlarmSet.securityHub().only('CloudWatch.1', 'CloudWatch.5') }),
    () => ({ alarms: AlarmSet.securityHub().only('CloudWatch.1') }),
  ),
  ofProps(
    'alerts in seconds',
    ['stronger'],
    () => ({}),
    () => ({ realtime: {} }),
  ),
  ofProps(
    'alerts in minutes only',
    ['weaker'],
    () => ({ realtime: {} }),
    () => ({}),
  ),
  ofProps(
    'a reader',
    ['weaker', /222233334444|Siem/],
    () => ({}),
    () => ({ readers: { Siem: LogReader.thirdParty({ account: '222233334444', externalId: 'siem' }) } }),
  ),
  ofProps(
    'no reader',
    ['stronger'],
    () => ({ readers: { Siem: LogReader.thirdParty({ account: '222233334444', externalId: 'siem' }) } }),
    () => ({}),
  ),
  ofProps(
    'a reader without MFA',
    ['weaker', /Team/],
    () => ({ readers: { Team: LogReader.ownAccount({ account: '222233334444', requireMfa: true }) } }),
    () => ({ readers: { Team: LogReader.ownAccount({ account: '222233334444' }) } }),
  ),
];

const TIMEOUT = ofProps(
  'a longer time for the processor',
  ['ordinary'],
  () => ({ processor: { timeout: Duration.minutes(5) } }),
  () => ({ processor: { timeout: Duration.minutes(10) } }),
);
const MEMORY = ofProps(
  'more memory',
  ['ordinary'],
  () => ({ processor: { memorySize: Size.mebibytes(512) } }),
  () => ({ processor: { memorySize: Size.mebibytes(2048) } }),
);
const CONCURRENCY = ofProps(
  'more files at a time',
  ['ordinary'],
  () => ({ processor: { maxConcurrency: 5 } }),
  () => ({ processor: { maxConcurrency: 50 } }),
);
const STORM = ofProps(
  'more alerts before a storm',
  ['ordinary'],
  () => ({ processor: { stormThreshold: 20 } }),
  () => ({ processor: { stormThreshold: 100 } }),
);
const FUNCTION_LOGS = ofProps(
  'longer logs of functions',
  ['ordinary'],
  () => ({ processor: { logRetention: RetentionDays.ONE_MONTH } }),
  () => ({ processor: { logRetention: RetentionDays.ONE_YEAR } }),
);

/** Options of `Trailwatch` for the functions and what watches them. */
const WORK: readonly AppChange[] = [
  TIMEOUT,
  backwards(TIMEOUT, 'weaker', /timeout/i),
  MEMORY,
  backwards(MEMORY, 'weaker', /memory/i),
  CONCURRENCY,
  backwards(CONCURRENCY, 'weaker', /concurrency/i),
  STORM,
  backwards(STORM, 'weaker', /storm|grouped/i),
  FUNCTION_LOGS,
  backwards(FUNCTION_LOGS, 'weaker', /retention|kept/i),
  ofProps(
    'another architecture',
    ['ordinary'],
    () => ({ processor: { architecture: Architecture.ARM_64 } }),
    () => ({ processor: { architecture: Architecture.X86_64 } }),
  ),
  ofProps(
    'traces',
    ['ordinary'],
    () => ({}),
    () => ({ processor: { tracing: Tracing.ACTIVE } }),
  ),
  ofProps(
    'another runbook',
    ['ordinary'],
    () => ({}),
    () => ({ processor: { runbooks: 'https://wiki.example.com/runbooks/' } }),
  ),
  ofProps(
    'a dashboard',
    ['ordinary'],
    () => ({}),
    () => ({ processor: { dashboard: true } }),
  ),
  ofProps(
    'a boundary of another stack',
    ['open'],
    () => ({}),
    (stack) => ({
      processor: { permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary') },
    }),
  ),
  ofProps(
    'alarms at more errors',
    ['weaker', /threshold/i],
    () => ({}),
    () => ({ processor: { alarmThresholds: { errors: 50 } } }),
  ),
  ofProps(
    'no alarms on delivery',
    ['weaker'],
    () => ({}),
    () => ({ processor: { deliveryAlarms: false } }),
  ),
  ofProps(
    'files are checked less often',
    ['weaker'],
    () => ({ integrity: { recheckEvery: Duration.days(1) } }),
    () => ({ integrity: { recheckEvery: Duration.days(30) } }),
  ),
  ofProps(
    'digests are checked less often',
    ['weaker'],
    () => ({ integrity: { checkEvery: Duration.minutes(15) } }),
    () => ({ integrity: { checkEvery: Duration.hours(1) } }),
  ),
  ofProps(
    'digests are checked more often',
    ['ordinary'],
    () => ({ integrity: { checkEvery: Duration.hours(1) } }),
    () => ({ integrity: { checkEvery: Duration.minutes(15) } }),
  ),
  ofProps(
    'shorter logs of the trail',
    ['weaker', /retention|kept/i],
    () => ({
      alarms: AlarmSet.securityHub().only('CloudWatch.1'),
      trailLogs: { retention: RetentionDays.ONE_YEAR },
    }),
    () => ({
      alarms: AlarmSet.securityHub().only('CloudWatch.1'),
      trailLogs: { retention: RetentionDays.ONE_WEEK },
    }),
  ),
  ofProps(
    'a monitor of deliveries',
    ['stronger'],
    () => ({}),
    () => ({ deliveryMonitor: {} }),
  ),
  ofProps(
    'no monitor of deliveries',
    ['weaker'],
    () => ({ deliveryMonitor: {} }),
    () => ({}),
  ),
  ofProps(
    'a larger budget',
    ['weaker', /budget|500/i],
    () => ({ deliveryMonitor: { monthlyBudget: 500 } }),
    () => ({ deliveryMonitor: { monthlyBudget: 500_000 } }),
  ),
  ofProps(
    'a Region less is monitored',
    ['weaker', /eu-west-1|Region/],
    () => ({ deliveryMonitor: { regions: [REGION, 'eu-west-1'] } }),
    () => ({ deliveryMonitor: { regions: [REGION] } }),
  ),
  ofProps(
    'a Region more is monitored',
    ['ordinary'],
    () => ({ deliveryMonitor: { regions: [REGION] } }),
    () => ({ deliveryMonitor: { regions: [REGION, 'eu-west-1'] } }),
  ),
];

/** Changes of options for alerts, functions and what watches them. */
export const WORK_CHANGES: readonly AppChange[] = [...ALERTS, ...WORK];
