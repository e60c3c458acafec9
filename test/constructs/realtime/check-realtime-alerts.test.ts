import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AlertTopic,
  AllowList,
  Condition,
  DataEventType,
  EventSelection,
  type LogProcessor,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
  Rule,
  RuleSet,
  RuleSeverity,
  Trailwatch,
} from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, newStack, ORGANIZATION_TRAIL, REGION, TRAIL } from '../synthesize';
import { synthesize } from './synthesize-realtime';

function rule(name: string, condition: Condition): Rule {
  return Rule.define({ name, title: name, severity: RuleSeverity.HIGH, condition });
}

const WRITES = rule('trail-stopped', Condition.equalTo('eventName', 'StopLogging'));

function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

describe('what cannot be seen', () => {
  test('fails where a Region is in an account of which the bus takes nothing', () => {
    const { app, realtime } = synthesize();
    const other = new Stack(app, 'Other', { env: { account: MANAGEMENT, region: REGION } });
    new RealtimeAlertsRegion(other, 'Realtime', { busArn: realtime.busArn, rules: realtime.rules });
    expect(() => app.synth()).toThrow(
      `a RealtimeAlertsRegion is in account '${MANAGEMENT}': the bus policy does not allow them; set organizationId`,
    );
  });

  test.each<[string, Partial<RealtimeAlertsStackSetProps>, string]>([
    ['an organization', { organizationalUnitIds: ['r-abcd'] }, 'the members of an organization'],
    ['accounts', { selfManaged: { accounts: [ACCOUNT, MANAGEMENT] } }, MANAGEMENT],
  ])('fails where the StackSet of %s sends to a bus that takes nothing of them', (_, targets, whose) => {
    const build = (bus: { organizationId?: string; accounts?: string[] }) => {
      const { app, stack, realtime } = synthesize(bus);
      const { busArn, rules } = realtime;
      const regions = [REGION, 'us-east-1'];
      new RealtimeAlertsStackSet(stack, 'Members', { busArn, rules, regions, ...targets });
      return app;
    };
    expect(() => build({}).synth()).toThrow(
      `'Stack/Members' sends events of ${whose}: the bus policy does not allow them; set organizationId`,
    );
    build({ organizationId: 'o-exampleorgid' }).synth();
    build({ accounts: [MANAGEMENT] }).synth();
  });

  test('fails where Trailwatch is to forward members of a trail of one account', () => {
    const realtime = { memberRegions: ['us-east-1'], organizationalUnitIds: ['r-abcd'] };
    expect(() => new Trailwatch(newStack(), 'Trailwatch', { identity: TRAIL, realtime })).toThrow(
      "realtime.memberRegions is set, but the trail 'primary' is for one account",
    );
  });

  test('is said where an allow list names no account, once for a processor with the same rules', () => {
    const wide = RuleSet.fromRules(WRITES).tune('trail-stopped', { allow: AllowList.roles('deployer') });
    for (const withProcessor of [false, true]) {
      const { app, stack } = synthesize({ withProcessor, rules: wide });
      app.synth();
      expect(
        warningsOf(stack).filter((text) => text.includes("AllowList.roles has 'deployer'")),
      ).toHaveLength(1);
    }
  });

  test('fails beside a processor of another Region', () => {
    const { app, stack } = synthesize({ withProcessor: true });
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const processor = stack.node.findChild('Processor') as LogProcessor;
    const alertTopic = new AlertTopic(other, 'Alerts', { emails: ['security@example.com'] });
    expect(() => new RealtimeAlerts(other, 'Realtime', { alertTopic, processor })).toThrow(
      `processor: the realtime alerts are in region 'us-east-1', the processor in '${REGION}'`,
    );
  });

  test('is said where events of global services do not come', () => {
    const silent = synthesize();
    silent.app.synth();
    expect(warningsOf(silent.stack).join()).toContain('only events of eu-central-1 reach the home bus');
    const { app, stack, realtime } = synthesize();
    const global = new Stack(app, 'Global', { env: { account: ACCOUNT, region: 'us-east-1' } });
    new RealtimeAlertsRegion(global, 'Realtime', { busArn: realtime.busArn, rules: realtime.rules });
    expect(warningsOf(stack).join()).not.toContain('reach the home bus from');
  });

  test("is said of an organization's members where only its trail is heard", () => {
    const { stack } = synthesize({ withProcessor: true, trail: ORGANIZATION_TRAIL });
    expect(warningsOf(stack).join()).toContain("the trail 'everyone' logs an organization");
  });

  test('is said of a rule that an event pattern cannot express, naming the route that can', () => {
    const rules = RuleSet.fromRules(WRITES, rule('odd-agent', Condition.contains('userAgent', 'kali')));
    const { stack } = synthesize({ rules });
    expect(warningsOf(stack)).toContainEqual(
      expect.stringContaining(
        "no event pattern can express 'odd-agent': its event pattern has no condition on the record",
      ),
    );
    expect(warningsOf(stack).join()).toContain('let the log processor evaluate it');
  });

  test('is said of correlations without a processor that counts them', () => {
    const rules = RuleSet.builtIn();
    expect(warningsOf(synthesize({ rules }).stack).join()).toContain(
      `rules has ${rules.correlations.length} correlations`,
    );
  });

  test('is said of rules whose data events the trail does not log, and not of those that it logs', () => {
    const uploads = rule(
      'note-uploaded',
      Condition.allOf(
        Condition.equalTo('eventSource', 's3.amazonaws.com'),
        Condition.equalTo('eventName', 'PutObject'),
      ),
    );
    const choices = { withProcessor: true, rules: RuleSet.fromRules(WRITES, uploads) };
    const unlogged = synthesize(choices).stack;
    expect(
      warningsOf(unlogged).filter((text) => text.includes("no trail logs what 'note-uploaded' looks for")),
    ).toHaveLength(2);
    const eventSelection = EventSelection.managementEvents().plus(
      EventSelection.dataEvents(DataEventType.S3_OBJECT).forResourcesUnder('arn:aws:s3:::payroll/'),
    );
    expect(warningsOf(synthesize({ ...choices, eventSelection }).stack).join()).not.toContain(
      'note-uploaded',
    );
  });
});

test('fails on names and numbers that AWS would refuse', () => {
  expect(() => synthesize({ busName: 'default' })).toThrow("busName 'default' is not a valid event bus name");
  expect(() => synthesize({ organizationId: 'example' })).toThrow(
    "organizationId 'example' is not a valid organization id",
  );
  expect(() => synthesize({ timeout: Duration.seconds(5) })).toThrow('timeout is 5 seconds');
});
