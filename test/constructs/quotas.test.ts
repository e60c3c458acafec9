import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { toLongest } from '../../lib/constructs/statement/policy-length';
import {
  AlertResponse,
  AlertTopic,
  AuditTrail,
  DeliveryMonitor,
  EventBusSink,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  Responder,
  ResponderRole,
  ResponseAction,
  ResponseMode,
  RuleSeverity,
  TrailIdentity,
  UnifiedTables,
} from '../../lib/index';
import {
  ACCOUNT,
  newStack,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  warningsOf,
} from './synthesize';

/** `count` accounts, none of which is that of the stack. */
function accountsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(700_000_000_000 + index));
}

describe('subscriptions of an alert topic', () => {
  function topicWith(filtered: number): { readonly stack: Stack; readonly alerts: AlertTopic } {
    const stack = newStack();
    const alerts = new AlertTopic(stack, 'Alerts');
    for (const account of accountsOf(filtered)) {
      alerts.addEmail(`team-${account}@example.com`, { accounts: [account] });
    }
    return { stack, alerts };
  }

  test('are as many as 200 with a filter policy, and more without one', () => {
    const { stack, alerts } = topicWith(200);
    const everything = { minimumSeverity: RuleSeverity.INFORMATIONAL, includeRepeats: true };
    for (const account of accountsOf(100)) alerts.addEmail(`all-${account}@example.com`, everything);
    Template.fromStack(stack).resourceCountIs('AWS::SNS::Subscription', 300);
  });

  test('fail at synth with the 201st filter policy, unless the quota was raised', () => {
    expect(synthError(topicWith(201).stack)).toContain(
      'the alert topic has 201 subscriptions with a filter policy: SNS allows 200 filter policies per topic by default',
    );
    const raised = topicWith(201);
    Annotations.of(raised.alerts).acknowledgeWarning('cdk-trailwatch:filterPolicies');
    Template.fromStack(raised.stack).resourceCountIs('AWS::SNS::Subscription', 201);
  });

  test('fail at synth where the hourly tests of a processor make the 201st filter policy', () => {
    const { stack, alerts } = topicWith(200);
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic: alerts, rules: oneRule() });
    expect(synthError(stack)).toContain('the alert topic has 201 subscriptions with a filter policy');
  });

  test('change neither the policy nor the keys of the topic, however many sinks there are', () => {
    const withSinks = (count: number) => {
      const app = new App();
      const env = { account: ACCOUNT, region: REGION };
      const alertTopic = new AlertTopic(new Stack(app, 'Alerts', { env }), 'Alerts');
      const stack = new Stack(app, 'Sinks', { env });
      for (let index = 0; index < count; index += 1) {
        const eventBus = EventBus.fromEventBusName(stack, `Bus${index}`, `team-${index}`);
        new EventBusSink(stack, `Sink${index}`, { alertTopic, eventBus });
      }
      return Template.fromStack(Stack.of(alertTopic)).toJSON().Resources;
    };
    expect(withSinks(3)).toEqual(withSinks(1));
  });
});

describe('accounts that publish to an alert topic', () => {
  function topicFor(accounts: readonly string[]): Stack {
    const stack = newStack();
    const alerts = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    for (const account of accounts) alerts.allowPublishFrom(account);
    return stack;
  }

  test('share the statements, even when they are named one by one', () => {
    const accounts = accountsOf(200);
    const { Statement } = resourceOf(topicFor(accounts), 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(Statement).toHaveLength(4);
    expect(Statement[2].Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': accounts } });
  });

  test('fail at synth where the policies of topic and key would be too long', () => {
    const message = synthError(topicFor(accountsOf(1200)));
    expect(message).toMatch(
      /the topic's policy has about \d+ bytes, but AWS allows at most 30720; use allowPublishFromOrganization/,
    );
    expect(message).toMatch(
      /the key's policy has about \d+ bytes, but AWS allows at most 32768; use allowPublishFromOrganization/,
    );
  });
});

describe('roles that read the folders of many accounts', () => {
  function readerOf(accounts: readonly string[]): Stack {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    archive.grantRead(reader, { accounts: [...accounts] });
    archive.grantList(reader, { accounts: [...accounts] });
    return stack;
  }

  test.each([1, 20, 40])('have policies of which IAM takes each: %d accounts', (count) => {
    const stack = readerOf(accountsOf(count));
    const policies = [
      ...resourcesOf(stack, 'AWS::IAM::ManagedPolicy'),
      ...resourcesOf(stack, 'AWS::IAM::Policy'),
    ];
    const lengths = policies.map(({ Type, Properties }) => ({
      length: JSON.stringify(toLongest(stack, Properties.PolicyDocument)).length,
      most: Type === 'AWS::IAM::Policy' ? 10_240 : 6144,
    }));
    expect(lengths.filter(({ length, most }) => length > most)).toEqual([]);
    const text = JSON.stringify(policies);
    for (const account of accountsOf(count)) expect(text.split(`/${account}/CloudTrail/*`)).toHaveLength(3);
  });

  test('are warned of where an account with the default quota attaches fewer policies to a role', () => {
    const stack = readerOf(accountsOf(100));
    expect(warningsOf(stack).join()).toMatch(
      /the permissions of the role would take \d+ managed policies of 6144 characters: .*default quota.*at most 25/,
    );
  });

  test('fail at synth where IAM never attaches so many policies to a role', () => {
    expect(synthError(readerOf(accountsOf(200)))).toMatch(
      /the permissions of the role would take \d+ managed policies of 6144 characters, and a role has at most 25/,
    );
  });

  test('are those of functions, for the trails of many accounts, and those that act in many accounts', () => {
    const stack = newStack();
    const trails = accountsOf(40).map((ownerAccount) =>
      TrailIdentity.account({ trailName: 'primary', homeRegion: REGION, ownerAccount }),
    );
    const archive = new LogArchive(stack, 'Archive', { trails });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
    new Responder(stack, 'Responder', {
      alertTopic,
      memberAccounts: accountsOf(150),
      responses: [AlertResponse.detachAdministratorPolicy({ rules: oneRule(), mode: ResponseMode.ACT })],
    });
    const lengths = resourcesOf(stack, 'AWS::IAM::ManagedPolicy').map(
      ({ Properties }) => JSON.stringify(toLongest(stack, Properties.PolicyDocument)).length,
    );
    expect(lengths.length).toBeGreaterThan(2);
    expect(lengths.filter((length) => length > 6144)).toEqual([]);
  });
});

describe('environments of functions', () => {
  function stackWith(count: number): Stack {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const furtherTrails = accountsOf(count).map((team) =>
      AuditTrail.fromTrailArn(stack, `T${team}`, `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${team}`),
    );
    new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, furtherTrails });
    return stack;
  }

  test('fail at synth where a monitor of many trails would have more than Lambda takes', () => {
    Template.fromStack(stackWith(20));
    expect(synthError(stackWith(60))).toMatch(
      /the environment of the function has about \d+ bytes, but AWS allows at most 4096; name fewer furtherTrails/,
    );
  });

  test('fail at synth where the archive of a processor has the trails of many accounts', () => {
    const stack = newStack();
    const trails = accountsOf(60).map((ownerAccount) =>
      TrailIdentity.account({ trailName: 'primary', homeRegion: REGION, ownerAccount }),
    );
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'example-logs');
    const archive = LogArchive.fromBucket(stack, 'Archive', { bucket, trails, policyManagedElsewhere: true });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule() });
    expect(synthError(stack)).toContain(
      'but AWS allows at most 4096; shorten keyPrefix of the archive, use one organization trail for many accounts',
    );
  });
});

describe('trust policies', () => {
  const regions = ['us', 'ca', 'eu', 'ap', 'sa'].flatMap((part) =>
    ['1', '2', '3', '4', '5'].map((number) => `${part}-central-${number}`),
  );

  const rolesFor = (responderRegions: string[]) => {
    const stack = newStack();
    const actions = [ResponseAction.DETACH_ADMINISTRATOR_POLICY];
    new ResponderRole(stack, 'Role', { responderAccount: ACCOUNT, actions, responderRegions });
    return stack;
  };

  const readerOf = (count: number) => {
    const stack = newStack();
    const account = '555566667777';
    const principalArns = accountsOf(count).map((name) => `arn:aws:iam::${account}:role/${name}`);
    new LogReaderRole(stack, 'Reader', {
      archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
      reader: LogReader.ownAccount({ account, principalArns }),
    });
    return stack;
  };

  const tablesOf = (count: number) => {
    const stack = newStack();
    const logGroupNames = accountsOf(count).map((name) => `cloudtrail/${name}`);
    new UnifiedTables(stack, 'Tables', { logGroupNames });
    return stack;
  };

  const WARNED = /the role's trust policy has about \d+ bytes: .*default quota.*at most 8,192/;

  test.each([
    ['of the roles of a responder', () => rolesFor(regions)],
    ['of a reader', () => readerOf(60)],
    ['of tables', () => tablesOf(60)],
  ])('%s are warned of where they are longer than the default quota, which AWS raises', (_, make) => {
    expect(warningsOf(make()).join()).toMatch(WARNED);
  });

  test('that fit the default quota are not warned of, nor is one whose warning is acknowledged', () => {
    expect(warningsOf(rolesFor(regions.slice(0, 10))).join()).not.toMatch(WARNED);
    const stack = rolesFor(regions);
    Annotations.of(stack).acknowledgeWarning('cdk-trailwatch:longTrustPolicy', 'the quota is raised');
    expect(warningsOf(stack).join()).not.toMatch(WARNED);
  });

  test('of the roles of a responder fail at synth where they name more Regions than IAM ever takes', () => {
    const many = ['north', 'east', 'south', 'west'].flatMap((part) =>
      regions.map((region) => region.replace('central', part)),
    );
    expect(synthError(rolesFor(many))).toMatch(
      /the role's trust policy has about \d+ bytes, but AWS allows at most 8192; name fewer responderRegions/,
    );
  });

  test('of a reader fail at synth where they name more principals than IAM ever takes', () => {
    expect(synthError(readerOf(240))).toContain(
      'but AWS allows at most 8192; name fewer principalArns of the reader',
    );
  });

  test('of tables fail at synth where they name more log groups than IAM ever takes', () => {
    expect(synthError(tablesOf(240))).toContain('but AWS allows at most 8192; name fewer logGroupNames');
  });
});

describe('the dashboard of a delivery monitor', () => {
  test('shows the alarms of many workers in widgets of which CloudWatch takes each', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const workers = accountsOf(12).map(
      (name) =>
        new LogProcessor(stack, `P${name}`, { archive, alertTopic, rules: oneRule(), testAlerts: false }),
    );
    const { alarms } = new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, workers });
    const dashboard = resourceOf(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody;
    const { widgets } = JSON.parse(String(toLongest(stack, dashboard)));
    const shown = widgets.flatMap(({ properties }: { properties: { alarms?: string[] } }) =>
      properties.alarms === undefined ? [] : [properties.alarms.length],
    );
    expect(Math.max(...shown)).toBeLessThanOrEqual(100);
    const all = [...alarms, ...workers.flatMap((worker) => worker.alarms)];
    expect(shown.reduce((sum: number, count: number) => sum + count, 0)).toBe(all.length);
    expect(all.length).toBeGreaterThan(100);
  });
});

describe('topics that announce log files', () => {
  function announcedBy(count: number): Stack {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const deliveryTopics = Array.from({ length: count }, (_, index) =>
      Topic.fromTopicArn(stack, `Topic${index}`, `arn:aws:sns:${REGION}:${ACCOUNT}:files-${index}`),
    );
    new LogProcessor(stack, 'Processor', { archive, alertTopic, deliveryTopics, rules: oneRule() });
    return stack;
  }

  test('fail at synth where the policy of the queue would have more statements than SQS takes', () => {
    expect(synthError(announcedBy(200))).toContain(
      "the queue's policy has 202 statements, but AWS allows at most 20; let fewer topics send to it",
    );
  });

  test('are as many as the policy takes', () => {
    Template.fromStack(announcedBy(18)).resourceCountIs('AWS::SNS::Subscription', 20);
  });
});

describe('rules on the default bus', () => {
  const target = { bind: () => ({ arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:calls` }) };

  function rulesIn(region: string, count: number, foreign = 0): Stack {
    const stack = newStack({ env: { account: ACCOUNT, region } });
    for (let index = 0; index < count; index += 1) AuditTrail.onEvent(stack, `Call${index}`, { target });
    for (let index = 0; index < foreign; index += 1) {
      new CfnRule(stack, `Rule${index}`, { eventPattern: { source: ['aws.ec2'] } });
    }
    return stack;
  }

  test.each([
    [REGION, 200, 100],
    ['eu-south-1', 100, 0],
  ])('are in %s as many as %d of onEvent and %d others', (region, count, foreign) => {
    Template.fromStack(rulesIn(region, count, foreign)).resourceCountIs('AWS::Events::Rule', count + foreign);
  });

  test.each([
    [REGION, 200, 101],
    ['eu-south-1', 101, 0],
  ])('fail at synth in %s with %d of onEvent and %d others', (region, count, foreign) => {
    expect(synthError(rulesIn(region, count, foreign))).toContain(
      `${count + foreign} rules of the app are on the default bus of account '${ACCOUNT}' in '${region}': a bus allows 300 rules`,
    );
  });

  test('do not count where they are on another bus, or in another Region', () => {
    const stack = rulesIn(REGION, 200);
    const elsewhere = new Stack(stack.node.root as App, 'Elsewhere', {
      env: { account: ACCOUNT, region: 'eu-south-1' },
    });
    for (let index = 0; index < 100; index += 1) {
      AuditTrail.onEvent(elsewhere, `Call${index}`, { target });
      new CfnRule(stack, `Rule${index}`, { eventBusName: 'own', eventPattern: { source: ['a'] } });
    }
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('may be more where the quota was raised', () => {
    const stack = rulesIn(REGION, 301);
    Annotations.of(stack).acknowledgeWarning('cdk-trailwatch:rulesOnBus');
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 301);
  });
});
