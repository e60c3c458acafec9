import { type App, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { AlarmSet, LandingZone, Trailwatch } from '../../lib/index';
import { LOG_ARCHIVE, MANAGEMENT, ORGANIZATION, oneRule, REGION } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

export const PLACES = {
  homeRegion: REGION,
  managementAccount: MANAGEMENT,
  logArchiveAccount: LOG_ARCHIVE,
  organizationId: ORGANIZATION,
};

function newStackIn(app: App, id: string, account: string): Stack {
  return new Stack(app, id, { env: { account, region: REGION } });
}

/** Everything beside the trail of Control Tower, with alarms on its log group, and guardrails of our own stacks. */
export const controlTowerTrail: Scenario = {
  name: 'control-tower-trail',
  build: (app) => {
    const stack = newStackIn(app, 'Detection', LOG_ARCHIVE);
    const zone = LandingZone.controlTower({
      ...PLACES,
      bucketName: `aws-controltower-cloudtrail-logs-${LOG_ARCHIVE}-abc-def`,
      keyArn: arnHere(`arn:aws:kms:${REGION}:${MANAGEMENT}:key/0a1b2c3d-0000-4000-8000-000000000000`),
      logGroupName: 'aws-controltower/CloudTrailLogs',
    });
    new Trailwatch(stack, 'Trailwatch', {
      trail: zone.trail(stack, 'Trail'),
      trailScope: newStackIn(app, 'Alarms', MANAGEMENT),
      ...{
        rules: oneRule(),
        emails: ['security@example.com'],
        alarms: AlarmSet.quiet(),
      },
      guardrails: {
        exemptRoleArns: [`arn:aws:iam::${LOG_ARCHIVE}:role/AWSControlTowerExecution`].map(arnHere),
      },
    });
  },
};

/** Everything beside the trail of the Landing Zone Accelerator, whose bucket notifies the queue of the processor, with a table that exists. */
export const acceleratorTrail: Scenario = {
  name: 'accelerator-trail',
  build: (app) => {
    const stack = newStackIn(app, 'Detection', LOG_ARCHIVE);
    const keyArn = arnHere(`arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`);
    const tableArn = arnHere(`arn:aws:dynamodb:${REGION}:${LOG_ARCHIVE}:table/sent-alerts`);
    new Trailwatch(stack, 'Trailwatch', {
      claimsTable: Table.fromTableArn(stack, 'SentAlerts', tableArn),
      trail: LandingZone.accelerator({ ...PLACES, keyArn }).trail(stack, 'Trail'),
      ...{ rules: oneRule(), emails: ['security@example.com'], bucketNotifications: true },
    });
  },
};
