import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  AspectPriority,
  Aspects,
  CfnParameter,
  CliCredentialsStackSynthesizer,
  PermissionsBoundary,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { CfnRole, ManagedPolicy, PermissionsBoundary as RoleBoundary } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import {
  RealtimeAlertsRegion,
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
} from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, oneRule, REGION, type Resource } from '../synthesize';

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;
const ENV = { account: MANAGEMENT, region: REGION };

function organizationWith(
  props: Partial<RealtimeAlertsStackSetProps> = {},
  stackProps: StackProps = { env: ENV },
) {
  const app = new App();
  const management = new Stack(app, 'Management', stackProps);
  const create = (id: string, changes: Partial<RealtimeAlertsStackSetProps> = {}) =>
    new RealtimeAlertsStackSet(management, id, {
      ...{ busArn: BUS_ARN, rules: oneRule(), organizationalUnitIds: ['r-abcd'] },
      ...{ regions: [REGION, 'us-east-1', 'us-west-2'], ...props, ...changes },
    });
  return { app, management, create };
}

/** The stacks of an app that send to a home bus, and how many parts each has. */
function sendersOf(app: App): Readonly<Record<string, number>> {
  const found = app.node
    .findAll()
    .filter((node) => node instanceof RealtimeAlertsRegion && !node.node.path.includes('/Template/'))
    .map((node) => Stack.of(node).stackName);
  return Object.fromEntries(found.map((name) => [name, found.filter((one) => one === name).length]));
}

test('a StackSet gives the management account a part in each of its Regions', () => {
  const { app, create } = organizationWith();
  create('Members');
  expect(sendersOf(app)).toEqual({
    ...{ Management: 1, 'Management-realtime-us-east-1': 1, 'Management-realtime-us-west-2': 1 },
  });
  const assembly = app.synth();
  const artifact = assembly.getStackByName('Management-realtime-us-east-1');
  expect(artifact.environment).toMatchObject({ account: MANAGEMENT, region: 'us-east-1' });
  const types = Object.values<{ readonly Type: string }>(artifact.template.Resources).map(({ Type }) => Type);
  expect(types).toContain('AWS::Events::Rule');
  expect(assembly.getStackByName('Management').dependencies.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['Management-realtime-us-east-1', 'Management-realtime-us-west-2']),
  );
});

test('their Regions need no bootstrap roles: those of the stack deploy them', () => {
  const { app, create } = organizationWith();
  create('Members');
  const assembly = app.synth();
  const artifact = assembly.getStackByName('Management-realtime-us-east-1');
  expect(artifact.assumeRoleArn).toBe(assembly.getStackByName('Management').assumeRoleArn);
  expect(artifact.assumeRoleArn).toContain(REGION);
  expect(artifact.requiresBootstrapStackVersion).toBeUndefined();
  expect(artifact.template.Parameters?.BootstrapVersion).toBeUndefined();
});

test('with the default rules their Regions need a bootstrap bucket, as the page says: the CLI sends no more than 50 KiB itself', () => {
  const { app, create } = organizationWith();
  create('Members', { rules: undefined });
  const { template } = app.synth().getStackByName('Management-realtime-us-east-1');
  const page = readFileSync(join(__dirname, '../../../docs/deploy/organization.md'), 'utf8');
  expect(JSON.stringify(template).length > 51_200).toBe(page.includes('cdk bootstrap aws://'));
});

test('they have the permissions boundary and the tags of the stack', () => {
  const { app, create } = organizationWith(
    {},
    { env: ENV, permissionsBoundary: PermissionsBoundary.fromName('platform'), tags: { team: 'security' } },
  );
  create('Members');
  const { tags, template } = app.synth().getStackByName('Management-realtime-us-east-1');
  expect(tags).toEqual({ team: 'security' });
  const roles = Object.values<Resource>(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(roles).toHaveLength(1);
  expect(JSON.stringify(roles[0]?.Properties.PermissionsBoundary)).toContain(
    `:${MANAGEMENT}:policy/platform`,
  );
});

test('they have the tags and the permissions boundary that its Aspects give to the stack, also later ones, in the order of their priorities', () => {
  const { app, management, create } = organizationWith();
  create('Members');
  Tags.of(management).add('team', 'security');
  RoleBoundary.of(management).apply(ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
  const seen: unknown[] = [];
  const tagsOf = (node: IConstruct) => (node instanceof CfnRole ? node.tags.tagValues() : {});
  Aspects.of(management).add(
    { visit: (node) => node.node.path.includes('us-east-1') && seen.push(tagsOf(node)) },
    { priority: AspectPriority.READONLY },
  );
  const { tags, template } = app.synth().getStackByName('Management-realtime-us-east-1');
  expect(tags).toEqual({ team: 'security' });
  const resources = Object.values<Resource>(template.Resources);
  const [role] = resources.filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(JSON.stringify(role?.Properties.PermissionsBoundary)).toContain('PowerUserAccess');
  expect(role?.Properties.Tags).toEqual([{ Key: 'team', Value: 'security' }]);
  expect(seen).toContainEqual({ team: 'security' });
});

test('a stack without such roles has its other Regions deployed as the app deploys stacks', () => {
  const { app, create } = organizationWith(
    {},
    { env: ENV, synthesizer: new CliCredentialsStackSynthesizer() },
  );
  create('Members');
  expect(app.synth().getStackByName('Management-realtime-us-west-2').environment.region).toBe('us-west-2');
});

test('Regions that the management account has already are left as they are', () => {
  const { app, create } = organizationWith();
  const global = new Stack(app, 'Global', { env: { account: MANAGEMENT, region: 'us-east-1' } });
  new RealtimeAlertsRegion(global, 'Realtime', { busArn: BUS_ARN, rules: oneRule() });
  const members = new Stack(app, 'Member', { env: { account: ACCOUNT, region: 'us-west-2' } });
  new RealtimeAlertsRegion(members, 'Realtime', { busArn: BUS_ARN, rules: oneRule() });
  create('Members');
  expect(sendersOf(app)).toEqual({
    ...{ Global: 1, Management: 1, Member: 1, 'Management-realtime-us-west-2': 1 },
  });
});

test('a second StackSet of the same bus adds no part, and one of another bus adds its own to the same stacks', () => {
  const { app, create } = organizationWith();
  create('Members');
  create('Others', { organizationalUnitIds: ['ou-abcd-12345678'] });
  expect(sendersOf(app)).toMatchObject({ 'Management-realtime-us-east-1': 1 });
  create('OtherBus', { busArn: `${BUS_ARN}-2` });
  expect(sendersOf(app)).toEqual({
    ...{ Management: 2, 'Management-realtime-us-east-1': 2, 'Management-realtime-us-west-2': 2 },
  });
});

test('a stack of which only the deployment knows the account is of one account all the same', () => {
  const { app, create } = organizationWith({}, { env: { region: REGION } });
  create('Members');
  expect(app.synth().getStackByName('Management-realtime-us-east-1').environment.account).toBe(
    'unknown-account',
  );
});

test.each<[string, Partial<RealtimeAlertsStackSetProps>, StackProps]>([
  ['where it is not wanted', { includeManagementAccount: false }, { env: ENV }],
  ['from the account of a delegated administrator', { delegatedAdministrator: true }, { env: ENV }],
  [
    'by a StackSet with permissions of its own',
    { organizationalUnitIds: undefined, selfManaged: { accounts: [ACCOUNT] } },
    { env: ENV },
  ],
  ['where only the deployment knows the Region', {}, {}],
])('nothing is created in the management account %s', (_, props, stackProps) => {
  const { app, create } = organizationWith(props, stackProps);
  create('Members');
  expect(sendersOf(app)).toEqual({});
});

test('nothing is created where only the deployment knows the bus', () => {
  const { app, management, create } = organizationWith();
  create('Members', { busArn: new CfnParameter(management, 'BusOfHome').valueAsString });
  expect(sendersOf(app)).toEqual({});
});
