import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { AlarmSet, TrailIdentity, Trailwatch, type TrailwatchProps } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
} from '../synthesize';

function create(props: Partial<TrailwatchProps> = {}, stack = newStack()): Trailwatch {
  return new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), deliveryMonitor: {}, ...props });
}

const dashboardOf = (stack: Stack) =>
  JSON.stringify(resourceOf(stack, 'AWS::CloudWatch::Dashboard', 'TrailwatchDelivery').Properties);

test('without the option nothing of the monitor is created', () => {
  const { deliveryMonitor, node } = create({ deliveryMonitor: undefined });
  expect(deliveryMonitor).toBeUndefined();
  expect(node.tryFindChild('Delivery')).toBeUndefined();
});

test('the monitor checks the trail, and its dashboard shows every other part', () => {
  const stack = newStack();
  create({ realtime: {}, alarms: AlarmSet.ofRules(oneRule()) }, stack);
  const { Variables } = resourceOf(stack, 'AWS::Lambda::Function', 'TrailwatchDelivery').Properties
    .Environment;
  expect(Variables.TRAILWATCH_TRAIL_ARNS).toBe(`arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/trailwatch`);
  for (const part of ['Processor', 'Integrity', 'Realtime', 'AlarmContext', 'Delivery']) {
    expect(dashboardOf(stack)).toContain(`${part}: `);
  }
});

test('its options are those of the monitor', () => {
  const stack = newStack();
  create(
    { deliveryMonitor: { regions: ['eu-west-1'], checkEvery: Duration.minutes(15), mfaDelete: true } },
    stack,
  );
  const rules = resourcesOf(stack, 'AWS::Events::Rule', 'TrailwatchDelivery');
  expect(rules.map(({ Properties }) => Properties.ScheduleExpression)).toContain('rate(15 minutes)');
  expect(() => create({ deliveryMonitor: { regions: [] } })).toThrow('regions is empty');
});

test('writes to its table by others are logged with those to the other tables, unless claimEvents is off', () => {
  const selectorsOf = (props: Partial<TrailwatchProps>) => {
    const stack = newStack();
    create(props, stack);
    return JSON.stringify(
      resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors ?? '',
    );
  };
  expect(selectorsOf({})).toMatch(/TrailwatchDelivery\w*Table|TrailwatchDeliveryClaims/);
  expect(selectorsOf({ claimEvents: false })).not.toContain('TrailwatchDelivery');
  expect(selectorsOf({ deliveryMonitor: undefined })).not.toContain('TrailwatchDelivery');
});

test('removalPolicy reaches its table, and Object Lock what is compared', () => {
  const stack = newStack();
  create({ removalPolicy: RemovalPolicy.DESTROY }, stack);
  expect(resourceOf(stack, 'AWS::DynamoDB::Table', 'TrailwatchDelivery').DeletionPolicy).toBe('Delete');
  const locked = newStack();
  create({ objectLock: ObjectLockRetention.compliance(Duration.days(365)) }, locked);
  const deployed = JSON.stringify(resourceOf(locked, 'Custom::TrailwatchDeployedResources').Properties);
  expect(deployed).toContain('COMPLIANCE');
});

test('the trail of an organization is checked from the account of the archive, and the context of its alarms is left to its own', () => {
  const app = new App();
  const stack = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
  const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
  create(
    {
      ...{ identity: ORGANIZATION_TRAIL, trailScope, bucketName: LOG_BUCKET },
      alarms: AlarmSet.ofRules(oneRule()),
      guardrails: { exemptRoleArns: [`arn:aws:iam::*:role/deploy`] },
    },
    stack,
  );
  expect(JSON.stringify(resourceOf(stack, 'Custom::TrailwatchDeployedResources').Properties)).toContain(
    ORGANIZATION_TRAIL.trailArn,
  );
  expect(dashboardOf(stack)).not.toContain('AlarmContext: ');
  expect(() => app.synth()).not.toThrow();
});

test.each(['cn-north-1', 'us-gov-west-1'])('it is created in %s', (region) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  const identity = TrailIdentity.account({ trailName: 'own', homeRegion: region, ownerAccount: ACCOUNT });
  create({ identity }, stack);
  const partition = region.startsWith('cn') ? 'aws-cn' : 'aws-us-gov';
  expect(JSON.stringify(resourceOf(stack, 'AWS::IAM::Policy', 'TrailwatchDelivery'))).toContain(
    `arn:${partition}:cloudtrail:${region}:${ACCOUNT}:trail/own`,
  );
});

test('a stack without a known account and Region is synthesized', () => {
  const app = new App();
  create({ realtime: {} }, new Stack(app, 'Stack'));
  expect(() => app.synth()).not.toThrow();
});

test('a trail in another stack of the account depends on the stack of the monitor, and not the other way round', () => {
  const app = new App();
  const env = { account: ACCOUNT, region: REGION };
  const trailScope = new Stack(app, 'Trail', { env });
  const stack = new Stack(app, 'Logs', { env });
  create({ trailScope, alarms: AlarmSet.ofRules(oneRule()) }, stack);
  app.synth();
  expect(trailScope.dependencies).toEqual([stack]);
  expect(dashboardOf(stack)).not.toContain('AlarmContext: ');
});
