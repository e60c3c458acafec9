import { isOpen, type Value } from '../../estate/values/value';
import { guests, recipients } from '../judges/lists';
import { perCondition } from '../judges/per-condition';
import { text } from '../judges/references';
import { judged, less, lessOrNone, more, onByDefault, rank } from '../judges/words';
import {
  DESCRIPTION,
  type Deciding,
  type InventoryEntry,
  type Judge,
  type Link,
  pipeline,
  RENAMED,
  SHOWN,
  TAGS,
} from '../model';

/**
 * The rule of a composite alarm: in a list of alarms joined by OR, a removed one is weaker, a new one a change. Any other rule is
 * unknown.
 */
const alarmRule: Judge = {
  compare: perCondition((before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    const [old, fresh] = [alarmsOf(before), alarmsOf(after)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    const lost = old.filter((name) => !fresh.includes(name));
    if (lost.length > 0) return { verdict: 'weaker', words: `no longer ${lost.join(', ')}` };
    const added = fresh.filter((name) => !old.includes(name));
    if (added.length === 0) return judged('same', before, after);
    return { verdict: 'changed', words: `new: ${added.join(', ')}` };
  }),
  breaks: [{ words: 'never', apply: () => 'FALSE' }],
};

/**
 * The periods that are evaluated: with the same number of data points, more periods raise the alarm sooner; without a number of
 * data points, all of them have to breach. Where that number changes too, or only the deployment knows it, the result is unknown.
 */
const periods: Judge = {
  ...less,
  compare: (before, after, at) => {
    const [old, fresh] = at.beside?.('DatapointsToAlarm') ?? [];
    if (old === undefined && fresh === undefined) return less.compare(before, after, at);
    const judgement = more.compare(before, after, at);
    const isKnown = !isOpen(old) && !isOpen(fresh) && String(old) === String(fresh);
    return isKnown || judgement.verdict === 'same' ? judgement : judged('unknown', before, after);
  },
};

/**
 * A threshold that the metric reaches later is weaker. One that it reaches sooner is unknown: an alarm that never ends is raised
 * once.
 */
const threshold: Judge = {
  ...text,
  compare: (before, after, at) => {
    const judgement = text.compare(before, after, at);
    const [old, fresh] = at.beside?.('ComparisonOperator') ?? [];
    const further = Number(after ?? Number.NaN) - Number(before ?? Number.NaN);
    const isLater =
      !isOpen(before) &&
      !isOpen(after) &&
      at.same(old, fresh) &&
      ((/^GreaterThan\w*Threshold$/.test(String(old)) && further > 0) ||
        (/^LessThan\w*Threshold$/.test(String(old)) && further < 0));
    return isLater ? { ...judgement, verdict: 'weaker' } : judgement;
  },
};

const byMissingData = rank(['breaching', 'missing', 'ignore', 'notBreaching'], 'missing');

/** Missing data. Those that breach are unknown, as a lower threshold is: a metric of failures alone would never end its alarm. */
const missingData: Judge = {
  ...byMissingData,
  compare: perCondition((before, after, at) => {
    const judgement = byMissingData.compare(before, after, at);
    const mayNotEnd = after === 'breaching' && judgement.verdict === 'stronger';
    return mayNotEnd ? { ...judgement, verdict: 'unknown' } : judgement;
  }),
};

const UNTOLD = 'removed recipients are not notified';
const SUPPRESSED = 'while it is suppressed, the alarm notifies no one';
const LATER = 'the alarm is raised later, or never';

const ACTIONS: Readonly<Record<string, Deciding>> = {
  ActionsEnabled: pipeline('actions', onByDefault, { weaker: 'the alarm notifies no one' }),
  AlarmActions: pipeline('actions in ALARM', recipients, { weaker: UNTOLD }),
  InsufficientDataActions: pipeline('actions without data', recipients, { weaker: UNTOLD }),
};

const METRIC: Deciding = pipeline('what is measured', text);

const ALARM: Readonly<Record<string, Deciding>> = {
  ...ACTIONS,
  Threshold: pipeline('threshold', threshold, { weaker: LATER }),
  ComparisonOperator: pipeline('comparison', text),
  EvaluationPeriods: pipeline('periods', periods, { weaker: LATER }),
  DatapointsToAlarm: pipeline('data points', less, { weaker: LATER }),
  Period: pipeline('period', text),
  TreatMissingData: pipeline('missing data', missingData, {
    weaker: 'an alarm is not raised where data are missing',
  }),
  ...{ Namespace: METRIC, MetricName: METRIC, Dimensions: METRIC, Metrics: METRIC, Statistic: METRIC },
  ...{ ExtendedStatistic: METRIC, ThresholdMetricId: METRIC, Unit: METRIC },
  EvaluateLowSampleCountPercentile: pipeline('few data points', rank(['evaluate', 'ignore'], 'evaluate'), {
    weaker: LATER,
  }),
};

const COMPOSITE: Readonly<Record<string, Deciding>> = {
  ...ACTIONS,
  AlarmRule: pipeline('alarms', alarmRule, { weaker: 'removed alarms do not raise it' }),
  ActionsSuppressor: pipeline('suppressor of actions', guests, { weaker: SUPPRESSED }),
  ActionsSuppressorExtensionPeriod: pipeline('suppression', lessOrNone, { weaker: SUPPRESSED }),
  ActionsSuppressorWaitPeriod: pipeline('wait for the suppressor', lessOrNone, { weaker: LATER }),
};

const NEUTRAL = {
  AlarmName: RENAMED,
  AlarmDescription: DESCRIPTION,
  OKActions: 'the end of an alarm',
  Tags: TAGS,
};

const LINKS: readonly Link[] = [
  {
    ...{ path: 'AlarmActions[]', to: 'evidence', sends: true },
    needs: [
      {
        ...{ who: 'cloudwatch.amazonaws.com', actions: ['sns:Publish'] },
        refused: 'the alarm cannot notify the topic',
      },
    ],
  },
];

/** An alarm on a queue, function or topic belongs to it, and so do the receivers of the alarm. */
const WATCHED: readonly Link[] = ['Dimensions[].Value', 'Metrics[].MetricStat.Metric.Dimensions[].Value'].map(
  (path) => ({ path, to: 'watches', needs: [] }),
);

/** Alarms on metric filters, and on trailwatch's own work. */
export const CLOUDWATCH: Readonly<Record<string, InventoryEntry>> = {
  'AWS::CloudWatch::Alarm': {
    ...{ noun: 'alarm', roles: ['watches', 'tells'] },
    kinds: ['alarm', 'mute'],
    fixed: { replacedBy: ['AlarmName'], name: 'AlarmName' },
    ...{ gone: 'weaker', goneWords: 'nothing raises this alarm anymore: {AlarmDescription}' },
    decides: ALARM,
    neutral: NEUTRAL,
    drift: Object.keys(ALARM),
    links: [...LINKS, ...WATCHED],
  },
  'AWS::CloudWatch::CompositeAlarm': {
    ...{ noun: 'composite alarm', roles: ['watches', 'tells'] },
    kinds: ['alarm', 'mute'],
    fixed: { replacedBy: ['AlarmName'], name: 'AlarmName' },
    ...{ gone: 'weaker', goneWords: 'nothing raises this alarm anymore: {AlarmDescription}' },
    decides: COMPOSITE,
    neutral: NEUTRAL,
    drift: Object.keys(COMPOSITE),
    links: LINKS,
  },
  'AWS::CloudWatch::Dashboard': {
    ...{ noun: 'dashboard', roles: ['shows'], gone: 'same', goneWords: SHOWN },
    fixed: { replacedBy: ['DashboardName'], name: 'DashboardName' },
    ...{ decides: {}, neutral: { DashboardBody: SHOWN, DashboardName: SHOWN, Tags: TAGS }, links: [] },
  },
};

function alarmsOf(rule: Value | undefined): readonly string[] | undefined {
  if (rule === undefined || isOpen(rule)) return undefined;
  const terms = String(rule).split(/\s+OR\s+/);
  const names = terms.map((term) => /^\(?ALARM\("?([^"]+)"?\)\)?$/.exec(term.trim())?.[1]);
  return names.every((name) => name !== undefined) ? names : undefined;
}
