import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const TEMPLATE = {
  Resources: {
    ...FILTERED_TRAIL.Resources,
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'soc@example.com' },
    },
  },
};

describe('an alarm on the metric of a filter of the trail, without a rule of EventBridge', () => {
  test.each<[string, (resources: Json) => void, string]>([
    [
      'off',
      ({ Alarm }) => Object.assign(Alarm.Properties, { ActionsEnabled: false }),
      'actions of Audit/Alarm',
    ],
    ['gone', (resources) => delete resources.Alarm, 'alarm Audit/Alarm: it was removed'],
    ['not subscribed', (resources) => delete resources.Mail, 'subscription Audit/Mail: it was removed'],
    [
      'on another metric, by an expression',
      ({ Alarm }) => Object.assign(Alarm.Properties, { MetricName: 'Other' }),
      'what is measured of Audit/Alarm',
    ],
  ])('that is %s is a change of the pipeline', (_name, edit, words) => {
    const changes = changesOf(TEMPLATE, ({ Resources }) => edit(Resources));
    expect(changes.filter((each) => each.includes(words))).toHaveLength(1);
  });

  test('that is named in another order by a composite alarm is no change', () => {
    const composite = (AlarmRule: string) => ({
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmRule, AlarmActions: [{ Ref: 'Topic' }] },
    });
    const base = structuredClone(TEMPLATE) as Json;
    base.Resources.All = composite('ALARM(a) OR ALARM(b)');
    const reviewed = (rule: string) =>
      changesOf(base, ({ Resources }) => {
        Resources.All = composite(rule);
      });
    expect(reviewed('ALARM(b) OR ALARM(a)')).toEqual([]);
    expect(reviewed('ALARM(b)').filter((each) => each.includes('no longer a'))).toHaveLength(1);
  });
});
