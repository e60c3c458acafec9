import { alarmRule } from '../judges/alarm-rules';
import { guests, list } from '../judges/lists';
import { less } from '../judges/numbers';
import { rank } from '../judges/ranks';
import { text } from '../judges/references';
import { onByDefault } from '../judges/switches';
import type { Deciding, InventoryEntry, Link } from '../model';
import { DESCRIPTION, RENAMED, SHOWN, TAGS } from './neutral';

const UNTOLD = 'what the alarm finds reaches no one';
const LATER = 'the alarm is raised later, or never';

const ACTIONS: Readonly<Record<string, Deciding>> = {
  ActionsEnabled: { area: 'pipeline', says: 'actions', judge: onByDefault, weaker: UNTOLD },
  AlarmActions: { area: 'pipeline', says: 'actions in ALARM', judge: list, weaker: UNTOLD },
  InsufficientDataActions: { area: 'pipeline', says: 'actions without data', judge: list, weaker: UNTOLD },
};

const METRIC: Deciding = { area: 'pipeline', says: 'what is measured', judge: text };

const NEUTRAL = {
  AlarmName: RENAMED,
  AlarmDescription: DESCRIPTION,
  OKActions: 'the end of an alarm',
  Tags: TAGS,
};

const LINKS: readonly Link[] = [
  {
    ...{ path: 'AlarmActions[]', to: 'evidence' },
    needs: [
      {
        ...{ who: 'cloudwatch.amazonaws.com', actions: ['sns:Publish'] },
        refused: 'the alarm cannot notify the topic',
      },
    ],
  },
];

/** Alarms on metric filters, and on trailwatch's own work. */
export const CLOUDWATCH: Readonly<Record<string, InventoryEntry>> = {
  'AWS::CloudWatch::Alarm': {
    ...{ noun: 'alarm', roles: ['watches', 'tells'] },
    kinds: ['alarm', 'mute'],
    fixed: { replacedBy: ['AlarmName'], name: 'AlarmName' },
    ...{ gone: 'weaker', goneWords: 'no alarm is raised any more for {AlarmDescription}' },
    decides: {
      ...ACTIONS,
      Threshold: { area: 'pipeline', says: 'threshold', judge: text },
      ComparisonOperator: { area: 'pipeline', says: 'comparison', judge: text },
      EvaluationPeriods: { area: 'pipeline', says: 'periods', judge: less, weaker: LATER },
      DatapointsToAlarm: { area: 'pipeline', says: 'data points', judge: less, weaker: LATER },
      Period: { area: 'pipeline', says: 'period', judge: text },
      TreatMissingData: {
        ...{ area: 'pipeline', says: 'missing data' },
        judge: rank(['breaching', 'missing', 'ignore', 'notBreaching'], 'missing'),
        weaker: 'an alarm is not raised where data are missing',
      },
      ...{ Namespace: METRIC, MetricName: METRIC, Dimensions: METRIC, Metrics: METRIC, Statistic: METRIC },
      ...{
        ExtendedStatistic: METRIC,
        ThresholdMetricId: METRIC,
        Unit: METRIC,
        EvaluateLowSampleCountPercentile: METRIC,
      },
    },
    neutral: NEUTRAL,
    drift: Object.keys(ACTIONS),
    links: LINKS,
  },
  'AWS::CloudWatch::CompositeAlarm': {
    ...{ noun: 'composite alarm', roles: ['watches', 'tells'] },
    kinds: ['alarm', 'mute'],
    fixed: { replacedBy: ['AlarmName'], name: 'AlarmName' },
    ...{ gone: 'weaker', goneWords: 'no alarm is raised any more for {AlarmDescription}' },
    decides: {
      ...ACTIONS,
      AlarmRule: { area: 'pipeline', says: 'alarms', judge: alarmRule, weaker: UNTOLD },
      ActionsSuppressor: { area: 'pipeline', says: 'suppressor of actions', judge: guests, weaker: UNTOLD },
      ActionsSuppressorExtensionPeriod: {
        area: 'pipeline',
        says: 'suppression',
        judge: less,
        weaker: UNTOLD,
      },
      ActionsSuppressorWaitPeriod: {
        area: 'pipeline',
        says: 'wait for the suppressor',
        judge: less,
        weaker: LATER,
      },
    },
    neutral: NEUTRAL,
    drift: Object.keys(ACTIONS),
    links: LINKS,
  },
  'AWS::CloudWatch::Dashboard': {
    ...{ noun: 'dashboard', roles: ['shows'], gone: 'same', goneWords: SHOWN },
    fixed: { replacedBy: ['DashboardName'], name: 'DashboardName' },
    ...{ decides: {}, neutral: { DashboardBody: SHOWN, DashboardName: SHOWN, Tags: TAGS }, links: [] },
  },
};
