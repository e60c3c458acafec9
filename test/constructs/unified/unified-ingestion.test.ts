import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  AggregationTemplate,
  AuditTrail,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  LogArchive,
  TrailLogGroup,
  UnifiedIngestion,
  type UnifiedIngestionProps,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  notesOf,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

const RULE = 'AWS::ObservabilityAdmin::TelemetryRule';
const ORGANIZATION_RULE = 'AWS::ObservabilityAdmin::OrganizationTelemetryRule';
const OBJECTS = EventSelection.dataEvents(DataEventType.S3_OBJECT);

function ruleOf(props: UnifiedIngestionProps, stack = newStack()): Resource['Properties'] {
  new UnifiedIngestion(stack, 'Unified', props);
  const type = props.organizationAdministratorAccount === undefined ? RULE : ORGANIZATION_RULE;
  return resourceOf(stack, type).Properties.Rule;
}

function errorOf(props: UnifiedIngestionProps, stack = newStack()): string {
  try {
    new UnifiedIngestion(stack, 'Unified', props);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('the rule', () => {
  test('takes all management events of every Region into log groups that keep them for ten years', () => {
    const stack = newStack();
    const unified = new UnifiedIngestion(stack, 'Unified');
    expect(resourceOf(stack, RULE).Properties).toEqual({
      RuleName: expect.stringMatching(/^Stack-Unified-[0-9A-F]+$/),
      Rule: {
        ResourceType: 'AWS::CloudTrail',
        TelemetryType: 'Logs',
        AllRegions: true,
        DestinationConfiguration: {
          DestinationType: 'cloud-watch-logs',
          RetentionInDays: 3653,
          CloudtrailParameters: {
            AdvancedEventSelectors: [
              {
                Name: 'Management events',
                FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
              },
            ],
          },
        },
      },
    });
    expect(unified.logGroupNames).toEqual(['aws/cloudtrail/managementevents']);
    expect(stack.resolve(unified.ruleArn)).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Unified/), 'RuleArn'],
    });
  });

  test('has every operator of a selection under the name that templates have for it', () => {
    const name = EventField.EVENT_NAME;
    const eventSelection = OBJECTS.where(name, { startsWith: ['Get'], notEndsWith: ['Acl'] })
      .where(EventField.RESOURCE_ARN, { notStartsWith: ['arn:aws:s3:::a/'], endsWith: ['.csv'] })
      .where(EventField.READ_ONLY, { equalTo: ['true'] })
      .where(EventField.EVENT_SOURCE, { notEquals: ['x.amazonaws.com'] });
    const { AdvancedEventSelectors } = ruleOf({ eventSelection }).DestinationConfiguration
      .CloudtrailParameters;
    expect(AdvancedEventSelectors).toEqual([
      {
        Name: 'Data events of AWS::S3::Object',
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          { Field: 'eventName', StartsWith: ['Get'], NotEndsWith: ['Acl'] },
          { Field: 'resources.ARN', EndsWith: ['.csv'], NotStartsWith: ['arn:aws:s3:::a/'] },
          { Field: 'readOnly', Equals: ['true'] },
          { Field: 'eventSource', NotEquals: ['x.amazonaws.com'] },
        ],
      },
    ]);
  });

  test('is one of the organization in the stack of its administrator', () => {
    const stack = newStack({ env: { account: MANAGEMENT, region: REGION } });
    const rule = ruleOf({ organizationAdministratorAccount: MANAGEMENT, eventSelection: OBJECTS }, stack);
    expect(rule).toMatchObject({ ResourceType: 'AWS::CloudTrail', AllRegions: true });
    expect(resourcesOf(stack, RULE)).toEqual([]);
    expect(stack.node.findChild('Unified').node.defaultChild).toMatchObject({
      cfnResourceType: ORGANIZATION_RULE,
    });
  });

  test.each<[string, UnifiedIngestionProps, object]>([
    ['of the Region of the stack alone', { allRegions: false }, {}],
    ['of named Regions', { regions: ['us-east-1'] }, { Regions: ['us-east-1'] }],
    [
      'of named Regions, said twice',
      { allRegions: false, regions: ['us-east-1'] },
      { Regions: ['us-east-1'] },
    ],
  ])('is one %s', (_, props, expected) => {
    const { AllRegions, Regions } = ruleOf(props);
    expect({ AllRegions, Regions }).toEqual(expected);
  });

  test('takes names, Regions and resources that only the deployment knows', () => {
    const stack = new Stack(new App(), 'Stack');
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    const regions = new CfnParameter(stack, 'Regions', { type: 'CommaDelimitedList' }).valueAsList;
    const eventSelection = OBJECTS.forResources(text('Object'));
    const rule = ruleOf({ ruleName: text('Name'), regions, eventSelection }, stack);
    expect(rule.Regions).toEqual({ Ref: 'Regions' });
    const [selector] = rule.DestinationConfiguration.CloudtrailParameters.AdvancedEventSelectors;
    expect(selector.FieldSelectors).toContainEqual({ Field: 'resources.ARN', Equals: [{ Ref: 'Object' }] });
  });

  test('gets the tags of its stack', () => {
    const stack = newStack();
    Tags.of(stack).add('team', 'security');
    new UnifiedIngestion(stack, 'Unified');
    expect(resourceOf(stack, RULE).Properties.Tags).toEqual([{ Key: 'team', Value: 'security' }]);
  });

  test('names the log group of each category once', () => {
    const eventSelection = EventSelection.managementEvents().plus(OBJECTS).plus(OBJECTS.writeOnly());
    const { logGroupNames } = new UnifiedIngestion(newStack(), 'Unified', { eventSelection });
    expect(logGroupNames).toEqual(['aws/cloudtrail/managementevents', 'aws/cloudtrail/dataevents']);
  });
});

test.each<[string, UnifiedIngestionProps, string]>([
  [
    'network activity events',
    { eventSelection: EventSelection.networkActivity('s3.amazonaws.com') },
    'eventSelection has network activity events: CloudWatch collects only management and data events',
  ],
  [
    'Insights and aggregation',
    {
      eventSelection: OBJECTS.withInsights(Insights.callRate()).aggregatedBy(
        AggregationTemplate.API_ACTIVITY,
      ),
    },
    'eventSelection has Insights, aggregation: ',
  ],
  ['basic selectors', { eventSelection: EventSelection.basic({}) }, 'eventSelection has basic selectors: '],
  [
    'a field that the category does not have',
    { eventSelection: EventSelection.managementEvents().forResources('arn:aws:s3:::a/b') },
    'eventSelection: CloudTrail rejects it',
  ],
  ['a name with a slash', { ruleName: 'a/b' }, "ruleName 'a/b' is not a valid telemetry rule name"],
  ['retention without end', { retention: RetentionDays.INFINITE }, 'retention is 9999 days, but must be'],
  ['no Region', { regions: [] }, 'regions is empty; name at least one Region'],
  [
    'all Regions and some',
    { allRegions: true, regions: ['eu-west-1'] },
    'allRegions is true, but regions are also',
  ],
  ['a Region twice', { regions: ['eu-west-1', 'eu-west-1'] }, "regions has 'eu-west-1' twice"],
  ['a Region that is none', { regions: ['eu-wset-1'] }, "did you mean 'eu-west-1'?"],
  ['a Region of another partition', { regions: ['cn-north-1'] }, "regions 'cn-north-1' is of the partition"],
  [
    'an organization in the stack of a member account',
    { organizationAdministratorAccount: MANAGEMENT },
    `organizationAdministratorAccount is '${MANAGEMENT}', but the stack is in account '${ACCOUNT}': only the management`,
  ],
])('fails on %s', (_, props, message) => {
  expect(errorOf(props)).toContain(message);
});

describe('rules beside each other', () => {
  function twoRules(one: UnifiedIngestionProps, other: UnifiedIngestionProps, otherRegion = REGION): App {
    const app = new App();
    new UnifiedIngestion(new Stack(app, 'One', { env: { account: ACCOUNT, region: REGION } }), 'Rule', one);
    const place = { account: ACCOUNT, region: otherRegion };
    new UnifiedIngestion(new Stack(app, 'Other', { env: place }), 'Rule', other);
    return app;
  }

  const own = { allRegions: false };

  test.each<[string, UnifiedIngestionProps, UnifiedIngestionProps, string]>([
    ['the same events', {}, { eventSelection: EventSelection.managementEvents().writeOnly() }, REGION],
    ['the same events, one in every Region', own, {}, 'us-east-1'],
    [
      'the same events, replicated to the Region of the other',
      { ...own, regions: ['us-east-1'] },
      own,
      'us-east-1',
    ],
  ])('fail when they take %s', (_, one, other, region) => {
    expect(() => twoRules(one, other, region).synth()).toThrow(
      "'One/Rule' and 'Other/Rule' take events of the same category in the same account and Region",
    );
  });

  test.each<[string, UnifiedIngestionProps, UnifiedIngestionProps, string]>([
    ['other categories', {}, { eventSelection: OBJECTS }, REGION],
    ['other Regions', own, own, 'us-east-1'],
    ['an account and an organization', {}, { organizationAdministratorAccount: ACCOUNT }, REGION],
  ])('may take events of %s', (_, one, other, region) => {
    expect(() => twoRules(one, other, region).synth()).not.toThrow();
  });

  test('fail with the same name', () => {
    const stack = newStack();
    new UnifiedIngestion(stack, 'One', { ruleName: 'rule' });
    new UnifiedIngestion(stack, 'Other', { ruleName: 'rule', eventSelection: OBJECTS });
    expect(synthError(stack)).toContain("both have the telemetry rule name 'rule'");
  });
});

describe('warnings', () => {
  function warningsWith(cloudWatchLogs?: TrailLogGroup): readonly string[] {
    const stack = newStack();
    new UnifiedIngestion(stack, 'Unified');
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, ...(cloudWatchLogs && { cloudWatchLogs }) });
    return warningsOf(stack);
  }

  test('say that CloudWatch proves nothing where the app has no trail', () => {
    const stack = newStack();
    new UnifiedIngestion(stack, 'Unified');
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^\/Stack\/Unified: no trail .* no digest files.*unifiedWithoutTrail\]$/),
    ]);
  });

  test('say nothing beside a trail that delivers to its archive alone', () => {
    expect(warningsWith()).toEqual([]);
  });

  test('say that events are charged twice where the trail has a log group in the account', () => {
    expect(warningsWith(TrailLogGroup.create())).toEqual([
      expect.stringMatching(/the trail 'primary' delivers .* charges for both.*unifiedSecondCopy\]$/),
    ]);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('say that CloudFormation has no such type in %s', (region) => {
    const stack = newStack({ env: { account: ACCOUNT, region } });
    // not synthesized: CDK's own validation knows, too, that the type is not there
    const { metadata } = new UnifiedIngestion(stack, 'Unified').node;
    expect(metadata.filter(({ data }) => String(data).includes('unifiedPartition'))).toHaveLength(1);
  });
});

test.each<[string, UnifiedIngestionProps, string]>([
  ['an account', {}, 'start-telemetry-evaluation'],
  [
    'an organization',
    { organizationAdministratorAccount: ACCOUNT },
    'start-telemetry-evaluation-for-organization',
  ],
])('a note says what must be on before the rule of %s', (_, props, command) => {
  const stack = newStack();
  new UnifiedIngestion(stack, 'Unified', props);
  expect(notesOf(stack)).toEqual([expect.stringMatching(new RegExp(`observabilityadmin ${command}( |$)`))]);
});
