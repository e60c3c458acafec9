import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { rulesInUse } from '../../../lib/constructs/delivery/delivery-worker';
import {
  AlertTopic,
  DeliveryMonitor,
  type DeliveryMonitorProps,
  LogArchive,
  LogProcessor,
  RealtimeAlerts,
  RuleSet,
  TrailKey,
} from '../../../lib/index';
import { ACCOUNT, newStack, ORGANIZATION_TRAIL, oneRule, resourceOf, TRAIL } from '../synthesize';

function partsOf(stack: Stack, trails = [TRAIL]) {
  const encryptionKey = new TrailKey(stack, 'Key', { trails });
  return {
    archive: new LogArchive(stack, 'Archive', { trails, keyPrefix: 'audit', encryptionKey }),
    alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
  };
}

function stackWith(props: Partial<DeliveryMonitorProps>, trails = [TRAIL]): Stack {
  const stack = newStack();
  new DeliveryMonitor(stack, 'Delivery', { ...partsOf(stack, trails), ...props });
  return stack;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function variableOf(stack: Stack): unknown {
  return resourceOf(stack, 'AWS::Lambda::Function', 'Delivery').Properties.Environment.Variables
    .TRAILWATCH_RULES_FILE;
}

function reading(stack: Stack): readonly Statement[] {
  const { Statement }: { readonly Statement: readonly Statement[] } = resourceOf(
    stack,
    'AWS::IAM::Policy',
    'DeliveryRole',
  ).Properties.PolicyDocument;
  return Statement.filter(({ Action }) => Action === 's3:GetObject');
}

test('the function may read log files of events, and those alone, where volumes are followed', () => {
  const without = stackWith({});
  expect([reading(without), variableOf(without)]).toEqual([[], 'none']);
  const stack = stackWith({ eventVolume: {} });
  const [files, ...others] = reading(stack);
  expect(others).toEqual([]);
  const resources = JSON.stringify(files?.Resource);
  for (const folder of ['CloudTrail', 'CloudTrail-NetworkActivity'])
    expect(resources).toContain(`/audit/AWSLogs/${ACCOUNT}/${folder}/*`);
  expect(resources).not.toMatch(/Digest|Insight/);
  expect(variableOf(stack)).toBe('/opt/trailwatch/rules.json');
});

test('of an organization it may read the files of every account', () => {
  const [files] = reading(stackWith({ eventVolume: {} }, [ORGANIZATION_TRAIL]));
  expect(JSON.stringify(files?.Resource)).toMatch(/AWSLogs\/o-[a-z0-9]+\/\*\/CloudTrail\/\*/);
});

test('the clock has the volume of the day before estimated after midnight, and the dashboard shows it', () => {
  const template = Template.fromStack(stackWith({ eventVolume: {} }));
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'cron(20 1 * * ? *)',
    Targets: [
      Match.objectLike({
        InputTransformer: Match.objectLike({
          InputTemplate: '{"trailwatch":"delivery","version":1,"job":"volumes","at":<time>}',
        }),
      }),
    ],
  });
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('EventsPerDay');
  const without = Template.fromStack(stackWith({}));
  without.resourceCountIs('AWS::Lambda::LayerVersion', 0);
  expect(JSON.stringify(without.findResources('AWS::CloudWatch::Dashboard'))).not.toContain('EventsPerDay');
});

test('the rules are those that are given, those of the workers, or the built-in ones', () => {
  const stack = newStack();
  const parts = partsOf(stack);
  const [one, other] = [oneRule(), RuleSet.builtIn().only(RuleSet.builtIn().rules[9]?.ruleId ?? '')];
  const namesOf = (props: Partial<DeliveryMonitorProps>) =>
    rulesInUse({ ...parts, eventVolume: {}, ...props }).rules.map(({ ruleName }) => ruleName);
  const processor = new LogProcessor(stack, 'Processor', { ...parts, rules: one });
  const realtime = new RealtimeAlerts(stack, 'Realtime', { ...parts, rules: other });
  const [own = '', theirs = ''] = [one, other].map(({ rules }) => rules[0]?.ruleName);
  expect(namesOf({ workers: [processor] })).toEqual([own]);
  expect(namesOf({ workers: [processor], realtime })).toEqual([...new Set([own, theirs])]);
  expect(namesOf({ workers: [processor], eventVolume: { rules: other } })).toEqual([theirs]);
  expect(namesOf({})).toHaveLength(RuleSet.builtIn().rules.length);
});
