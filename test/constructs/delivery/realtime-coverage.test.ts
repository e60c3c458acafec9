import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { flattenReferences } from '../../../lib/constructs/statement/references';
import { parseDeployedProperties } from '../../../lib/core/settings/deployed-resources';
import type { RealtimeCoverage } from '../../../lib/core/settings/message/region-watch';
import {
  AlertTopic,
  DeliveryMonitor,
  LogArchive,
  PlatformDefaults,
  RealtimeAlerts,
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
  Trailwatch,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  STACK_ID,
  TRAIL,
} from '../synthesize';

const GLOBAL = 'us-east-1';

function coverageIn(stack: Stack): RealtimeCoverage | undefined {
  const { Properties } = resourceOf(stack, 'Custom::TrailwatchDeployedResources');
  const Realtime = flattenReferences(Properties.Realtime, (name) => `<${name}>`);
  return parseDeployedProperties({ Resources: '[]', Realtime }, STACK_ID).realtime;
}

/** The account of the archive, with a home bus that a monitor follows. */
function home(trails = [ORGANIZATION_TRAIL], app = new App()) {
  const stack = new Stack(app, 'LogArchive', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails, bucketName: 'logs-of-the-organization' });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const realtime = new RealtimeAlerts(stack, 'Realtime', {
    alertTopic,
    rules: oneRule(),
    accounts: [MANAGEMENT, '777788889999'],
  });
  new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, realtime });
  return { app, stack, realtime };
}

const OWN = { regions: [REGION], accounts: [ACCOUNT], excluded: [] };

test('the Regions that have a part are expected, of every account of the app', () => {
  const { app, stack, realtime } = home();
  const { busArn, rules } = realtime;
  for (const account of [ACCOUNT, MANAGEMENT]) {
    const there = new Stack(app, `Global${account}`, { env: { account, region: GLOBAL } });
    new RealtimeAlertsRegion(there, 'Realtime', { busArn, rules });
  }
  expect(coverageIn(stack)).toEqual({
    home: `${ACCOUNT}/${REGION}`,
    covered: [
      { ...OWN, regions: [REGION, GLOBAL] },
      { ...OWN, regions: [GLOBAL], accounts: [MANAGEMENT] },
    ],
  });
});

test.each<[string, string | undefined, Partial<RealtimeAlertsStackSetProps>, object]>([
  [
    'of the root is in every account but the management account, which has parts of its own',
    MANAGEMENT,
    { organizationalUnitIds: ['r-abcd'], excludedAccounts: ['777788889999'] },
    { accounts: 'all', excluded: ['777788889999', MANAGEMENT] },
  ],
  [
    'of a delegated administrator is in every account but that of the organization trail',
    '123123123123',
    { organizationalUnitIds: ['r-abcd'], delegatedAdministrator: true },
    { accounts: 'all', excluded: [MANAGEMENT] },
  ],
  [
    'of organizational units is in accounts that are learned',
    '123123123123',
    { organizationalUnitIds: ['ou-abcd-12345678'], delegatedAdministrator: true },
    { accounts: 'heard', excluded: [ACCOUNT] },
  ],
  [
    'of listed accounts is in those',
    '123123123123',
    { selfManaged: { accounts: ['777788889999'] } },
    { accounts: ['777788889999'], excluded: [] },
  ],
])('a StackSet %s', (_, account, props, covered) => {
  const { app, stack, realtime } = home();
  const { busArn, rules } = realtime;
  const there = new Stack(app, 'Members', { env: { account, region: REGION } });
  const regions = [REGION, GLOBAL];
  new RealtimeAlertsStackSet(there, 'Members', {
    busArn,
    rules,
    regions,
    includeManagementAccount: undefined,
    ...props,
  });
  expect(coverageIn(stack)?.covered.at(-1)).toEqual({ regions, ...covered });
});

test('accounts are learned where the management account is not known', () => {
  const { app, stack, realtime } = home([TRAIL]);
  const { busArn, rules } = realtime;
  const there = new Stack(app, 'Members', { env: { account: '123123123123', region: REGION } });
  new RealtimeAlertsStackSet(there, 'Members', {
    ...{ busArn, rules, regions: [REGION], organizationalUnitIds: ['r-abcd'], delegatedAdministrator: true },
  });
  expect(coverageIn(stack)?.covered.at(-1)).toMatchObject({ accounts: 'heard' });
});

test('a stack without a known account and Region hands over references', () => {
  const stack = new Stack(new App(), 'Stack');
  new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), realtime: {}, deliveryMonitor: {} });
  expect(coverageIn(stack)?.home).toBe('<AWS::AccountId>/<AWS::Region>');
});

test('Trailwatch follows its realtime alerts, and without them nothing is handed over, nor may be read', () => {
  const stackWith = (realtime?: object) => {
    const stack = newStack();
    new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), realtime, deliveryMonitor: {} });
    return stack;
  };
  expect(coverageIn(stackWith({}))?.covered).toEqual([OWN]);
  const without = stackWith();
  expect(coverageIn(without)).toBeUndefined();
  expect(JSON.stringify(resourceOf(without, 'AWS::IAM::Policy', 'TrailwatchDeliveryRole'))).not.toContain(
    'LeadingKeys',
  );
});

test('the function may read heartbeats of that table, and nothing else of it', () => {
  const { stack } = home();
  const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'DeliveryRole').Properties.PolicyDocument;
  const table = { 'Fn::GetAtt': [expect.stringMatching(/^Realtime\w*Claims/), 'Arn'] };
  const about = Statement.filter(({ Resource }: { Resource: unknown }) =>
    JSON.stringify(Resource).includes('"Realtime'),
  );
  expect(about).toEqual([
    {
      ...{ Action: 'dynamodb:Query', Effect: 'Allow', Resource: table },
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['heartbeat|*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    },
  ]);
});

test('a table with a key of its own may be decrypted', () => {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const other = new Construct(stack, 'Other');
  PlatformDefaults.forScope(other).apply({ storeEncryption: new Key(stack, 'StoreKey') });
  const realtime = new RealtimeAlerts(other, 'Realtime', { alertTopic, rules: oneRule() });
  new DeliveryMonitor(stack, 'Delivery', {
    ...{ alertTopic, realtime, archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }) },
  });
  const { Statement } = resourceOf(stack, 'AWS::IAM::Policy', 'DeliveryRole').Properties.PolicyDocument;
  expect(Statement).toContainEqual(
    expect.objectContaining({
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^StoreKey/), 'Arn'] },
    }),
  );
});

test.each<[string, string, boolean, string]>([
  [
    'of another Region',
    'eu-north-1',
    true,
    `is of ${ACCOUNT} in eu-north-1, and the monitor of ${ACCOUNT} in ${REGION}`,
  ],
  ['of another alert topic', REGION, false, 'has another alertTopic, whose key proves its heartbeats'],
])('fails with realtime alerts %s', (_, region, isSameTopic, message) => {
  const app = new App();
  const env = { account: ACCOUNT, region };
  const there = new Stack(app, 'There', { env });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const theirs = new AlertTopic(there, 'Alerts');
  const realtime = new RealtimeAlerts(there, 'Realtime', { alertTopic: theirs, rules: oneRule() });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = isSameTopic && region === REGION ? theirs : new AlertTopic(stack, 'Alerts');
  expect(() => new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, realtime })).toThrow(message);
});
