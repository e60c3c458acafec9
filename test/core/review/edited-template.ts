import type { Estate, EstateTemplate } from '../../../lib/core/estate/estate';
import { reviewDocument } from '../../../lib/core/review/document/review-document';

/** A template, or a part of one, to be edited freely. */
// biome-ignore lint/suspicious/noExplicitAny: an edit names members that only the test knows
export type Json = any;

/** The hash of code that is an asset of every edited app. */
export const PUBLISHED = 'b'.repeat(64);

/** The estate of one stack with a template. */
export function estateOf(template: Json): Estate {
  const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
  const stack = { name: 'Audit', ...place, file: 'audit.json', template: template as EstateTemplate };
  const lists = { messages: [], unknowns: [], problems: [], assets: new Map([[PUBLISHED, 'asset']]) };
  return { kind: 'assembly', path: 'cdk.out', stacks: [stack], ...lists };
}

/** The effects and kinds of what an edit of a template changes. */
export function changesOf(base: Json, edit: (template: Json) => void): readonly string[] {
  const head = structuredClone(base);
  edit(head);
  return reviewDocument({ base: estateOf(base), head: estateOf(head) }).changes.map(
    ({ effect, kind, subject, message }) => `${effect} ${kind}: ${subject}: ${message}`,
  );
}

/** What a review of a template says is not known: alone, or compared with another. */
export function unknownsOf(template: Json, base?: Json): readonly string[] {
  return reviewDocument({ head: estateOf(template), ...(base && { base: estateOf(base) }) }).unknowns;
}

/** A trail whose records a metric filter counts, with an alarm that tells a topic. */
export const FILTERED_TRAIL = {
  Resources: {
    Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        ...{ IsLogging: true, S3BucketName: 'logs' },
        CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
      },
    },
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        ...{ LogGroupName: { Ref: 'Log' }, FilterPattern: '{ $.eventName = "StopLogging" }' },
        MetricTransformations: [{ MetricName: 'Stop', MetricNamespace: 'CIS', MetricValue: '1' }],
      },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { MetricName: 'Stop', Namespace: 'CIS', AlarmActions: [{ Ref: 'Topic' }] },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  },
};
