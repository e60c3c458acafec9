import { type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkDefaultBus } from '../preflight/bus-quota';

const READ_SETTINGS = [
  'cloudtrail:GetEventConfiguration',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetInsightSelectors',
];

const DESCRIBE = [
  ...READ_SETTINGS,
  'cloudtrail:GetTrail',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:ListTags',
];

const MANAGE_SELECTORS = [
  ...READ_SETTINGS,
  'cloudtrail:PutEventConfiguration',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
];

/** Lets see one trail, and list all: CloudTrail knows no resource for `DescribeTrails`. */
export function grantDescribeTrail(trailArn: string, grantee: IGrantable): Grant {
  const describe = grantOnTrail(trailArn, grantee, DESCRIBE);
  return describe.combine(
    Grant.addToPrincipal({ grantee, actions: ['cloudtrail:DescribeTrails'], resourceArns: ['*'] }),
  );
}

/** Lets read and change what one trail logs. */
export function grantManageTrailSelectors(trailArn: string, grantee: IGrantable): Grant {
  return grantOnTrail(trailArn, grantee, MANAGE_SELECTORS);
}

/** Lets do these things to one trail. Trails have no policy of their own, so the grantee must have one. */
export function grantOnTrail(trailArn: string, grantee: IGrantable, actions: readonly string[]): Grant {
  return Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [trailArn] });
}

/** A rule for what CloudTrail sends to EventBridge: calls to AWS, unless other detail types are asked for; of one service if its source is given. */
export function createCallRule(scope: Construct, id: string, options: OnEventOptions, source?: string): Rule {
  const rule = new Rule(scope, id, options);
  rule.addEventPattern({
    ...(source === undefined ? {} : { source: [source] }),
    ...(options.eventPattern?.detailType === undefined
      ? { detailType: ['AWS API Call via CloudTrail'] }
      : {}),
  });
  rule.addTarget(options.target);
  checkDefaultBus(rule);
  return rule;
}
