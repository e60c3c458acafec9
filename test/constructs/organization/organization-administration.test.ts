import { App, CfnParameter, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AuditTrail,
  LogArchive,
  OrganizationAdministration,
  type OrganizationAdministrationProps,
  Trailwatch,
  type TrailwatchProps,
} from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
} from '../synthesize';

const ADMINISTRATION = 'Custom::TrailwatchOrganizationAdministration';

function managementStack(app = new App(), region = REGION): Stack {
  return new Stack(app, 'Management', { env: { account: MANAGEMENT, region } });
}

function administrationWith(props: OrganizationAdministrationProps = {}, stack = managementStack()) {
  const administration = new OrganizationAdministration(stack, 'Organization', props);
  return { stack, administration };
}

/** What the function may do besides writing its log. */
function permissionsOf(stack: Stack): Statement[] {
  const [, ...statements] = resourceOf(stack, 'AWS::IAM::Policy', 'OrganizationRole').Properties
    .PolicyDocument.Statement;
  return statements;
}

const inPartition = (rest: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]],
});
const linkedRole = (service: string, name: string) =>
  inPartition(`iam::${MANAGEMENT}:role/aws-service-role/${service}/${name}`);
const ofService = (...services: string[]) => ({
  StringEquals: { 'organizations:ServicePrincipal': services.length > 1 ? services : services[0] },
});
const TRAIL_SERVICE = 'cloudtrail.amazonaws.com';

const ALWAYS = [
  { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: { Ref: 'AWS::StackId' } },
  {
    Effect: 'Allow',
    Action: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
    Resource: '*',
  },
  {
    Effect: 'Allow',
    Action: 'organizations:EnableAWSServiceAccess',
    Resource: '*',
    Condition: ofService(TRAIL_SERVICE),
  },
  {
    Effect: 'Allow',
    Action: 'iam:CreateServiceLinkedRole',
    Resource: linkedRole(TRAIL_SERVICE, 'AWSServiceRoleForCloudTrail'),
    Condition: { StringEquals: { 'iam:AWSServiceName': TRAIL_SERVICE } },
  },
  {
    Effect: 'Allow',
    Action: 'iam:GetRole',
    Resource: linkedRole(TRAIL_SERVICE, 'AWSServiceRoleForCloudTrail'),
  },
];

describe('the administration of an organization', () => {
  test('enables trusted access of CloudTrail and its role, and nothing else, unless more is asked for', () => {
    const { stack } = administrationWith();
    expect(resourceOf(stack, ADMINISTRATION).Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^OrganizationFunction/), 'Arn'] },
      ServiceTimeout: '1200',
      account: MANAGEMENT,
      delegatedAdministrators: [],
      ...{ stackSets: 'false', eventContext: 'false', deregisterRemoved: 'false' },
    });
    expect(permissionsOf(stack)).toEqual(ALWAYS);
  });

  test('registers the accounts that are listed, and may register no other', () => {
    const { stack } = administrationWith({ delegatedAdministrators: [ACCOUNT, LOG_ARCHIVE] });
    expect(resourceOf(stack, ADMINISTRATION).Properties.delegatedAdministrators).toEqual([
      ACCOUNT,
      LOG_ARCHIVE,
    ]);
    const member = (id: string) => inPartition(`organizations::${MANAGEMENT}:account/o-*/${id}`);
    expect(permissionsOf(stack)).toEqual([
      ...ALWAYS,
      {
        Effect: 'Allow',
        Action: 'organizations:ListDelegatedAdministrators',
        Resource: '*',
        Condition: ofService(TRAIL_SERVICE),
      },
      { Effect: 'Allow', Action: 'cloudtrail:RegisterOrganizationDelegatedAdmin', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'organizations:RegisterDelegatedAdministrator',
        Resource: [member(ACCOUNT), member(LOG_ARCHIVE)],
        Condition: ofService(TRAIL_SERVICE),
      },
      {
        Effect: 'Allow',
        Action: 'organizations:ListDelegatedServicesForAccount',
        Resource: [member(ACCOUNT), member(LOG_ARCHIVE)],
      },
    ]);
  });

  test('may deregister accounts only if that is asked for, also when the list has become empty', () => {
    const actionsOf = (props: OrganizationAdministrationProps) =>
      permissionsOf(administrationWith(props).stack)
        .slice(ALWAYS.length)
        .flatMap(({ Action }) => Action);
    expect(actionsOf({ deregisterRemovedAccounts: true })).toEqual([
      'organizations:ListDelegatedAdministrators',
      'cloudtrail:DeregisterOrganizationDelegatedAdmin',
      'organizations:ListDelegatedServicesForAccount',
      'organizations:DeregisterDelegatedAdministrator',
    ]);
    expect(actionsOf({ delegatedAdministrators: [ACCOUNT] }).join()).not.toContain('Deregister');
  });

  test('may look since when an account is registered that an update lists which is taken back, if it may deregister it', () => {
    const lookedAt = (props: OrganizationAdministrationProps) =>
      permissionsOf(administrationWith({ delegatedAdministrators: [ACCOUNT], ...props }).stack).find(
        ({ Action }) => Action === 'organizations:ListDelegatedServicesForAccount',
      )?.Resource;
    const member = (id: string) => inPartition(`organizations::${MANAGEMENT}:account/o-*/${id}`);
    // CloudFormation changes the policy back before the function is called
    expect(lookedAt({ deregisterRemovedAccounts: true })).toEqual(member('*'));
    expect(lookedAt({})).toEqual(member(ACCOUNT));
  });

  test('gives StackSets access, and creates the role of event context, with the permissions for these', () => {
    const { stack } = administrationWith({ stackSets: true, eventContext: true });
    expect(resourceOf(stack, ADMINISTRATION).Properties).toMatchObject({
      ...{ stackSets: 'true', eventContext: 'true' },
    });
    const [, , access, , , ...others] = permissionsOf(stack);
    const context = ['context.cloudtrail.amazonaws.com', 'AWSServiceRoleForCloudTrailEventContext'] as const;
    expect(access?.Condition).toEqual(
      ofService(TRAIL_SERVICE, 'member.org.stacksets.cloudformation.amazonaws.com'),
    );
    expect(others).toEqual([
      expect.objectContaining({
        Action: 'iam:CreateServiceLinkedRole',
        Resource: linkedRole(...context),
        Condition: { StringEquals: { 'iam:AWSServiceName': context[0] } },
      }),
      expect.objectContaining({ Action: 'iam:GetRole', Resource: linkedRole(...context) }),
      expect.objectContaining({
        Action: 'iam:CreateServiceLinkedRole',
        Condition: { StringEquals: { 'iam:AWSServiceName': 'stacksets.cloudformation.amazonaws.com' } },
      }),
      {
        Effect: 'Allow',
        Action: ['cloudformation:DescribeOrganizationsAccess', 'cloudformation:ActivateOrganizationsAccess'],
        Resource: '*',
      },
    ]);
  });

  test('works where account, Region and accounts of the list are known to the deployment only', () => {
    const stack = new Stack(new App(), 'Management');
    const parameter = new CfnParameter(stack, 'SecurityAccount');
    administrationWith({ delegatedAdministrators: [parameter.valueAsString, ACCOUNT] }, stack);
    expect(resourceOf(stack, ADMINISTRATION).Properties).toMatchObject({
      account: { Ref: 'AWS::AccountId' },
      delegatedAdministrators: [{ Ref: 'SecurityAccount' }, ACCOUNT],
    });
  });

  test('keeps the log of its function unless told otherwise', () => {
    const policyOf = (props: OrganizationAdministrationProps) =>
      resourceOf(administrationWith(props).stack, 'AWS::Logs::LogGroup').DeletionPolicy;
    expect([policyOf({}), policyOf({ removalPolicy: RemovalPolicy.DESTROY })]).toEqual(['Retain', 'Delete']);
  });

  test('comes before a trail that depends on it', () => {
    const { stack, administration } = administrationWith();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const trail = new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    trail.node.addDependency(administration);
    const { DependsOn } = resourceOf(stack, 'AWS::CloudTrail::Trail');
    expect(DependsOn).toContainEqual(expect.stringMatching(/^Organization[0-9A-F]{8}$/));
  });
});

describe('the administration fails', () => {
  const accounts = [ACCOUNT, LOG_ARCHIVE, '555566667777', '666677778888'];
  test.each<[string, string[], string]>([
    [
      'with four accounts',
      accounts,
      'delegatedAdministrators has 4 accounts, but CloudTrail allows at most 3; leave some out',
    ],
    ['with 200 accounts', Array(200).fill(ACCOUNT), 'delegatedAdministrators has 200 accounts'],
    ['with no account id', ['security'], "delegatedAdministrators 'security' is not a valid account id"],
    [
      'with an account twice',
      [ACCOUNT, ACCOUNT],
      `delegatedAdministrators has '${ACCOUNT}' twice; name it only once`,
    ],
    [
      'with the account of the stack',
      [MANAGEMENT],
      `delegatedAdministrators has '${MANAGEMENT}', the account of the stack, but the management account cannot be a delegated administrator`,
    ],
    [
      'with a list of which not even the length is known',
      Fn.split(',', Fn.importValue('accounts')),
      'delegatedAdministrators is a list that is known only at deployment; list each account',
    ],
  ])('%s', (_, delegatedAdministrators, sentence) => {
    expect(() => administrationWith({ delegatedAdministrators })).toThrow(sentence);
  });

  test('outside of the account that owns the trail of the organization', () => {
    const app = new App();
    const management = managementStack(app);
    const archive = new LogArchive(management, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    new AuditTrail(management, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    const stack = new Stack(app, 'Security', { env: { account: ACCOUNT, region: REGION } });
    administrationWith({}, stack);
    expect(synthError(stack)).toContain(
      `'Security/Organization' is in the account '${ACCOUNT}', and the organization's trail belongs to '${MANAGEMENT}': only the ` +
        'management account enables trusted access and registers delegated administrators; put it into a stack of the management account',
    );
  });

  test('with a second one in the account, in whatever Region', () => {
    const app = new App();
    administrationWith({}, managementStack(app));
    const other = new Stack(app, 'Other', { env: { account: MANAGEMENT, region: 'us-east-1' } });
    administrationWith({}, other);
    expect(synthError(other)).toContain(
      "'Management/Organization' and 'Other/Organization' are in one account: CloudTrail has one list of delegated administrators",
    );
  });

  test('not with one in another account', () => {
    const app = new App();
    administrationWith({}, managementStack(app));
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
    administrationWith({}, other);
    expect(resourcesOf(other, ADMINISTRATION)).toHaveLength(1);
  });
});

describe('Trailwatch', () => {
  function trailwatchWith(props: Partial<TrailwatchProps>) {
    const app = new App();
    const management = managementStack(app);
    const stack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailwatch = new Trailwatch(stack, 'Trailwatch', {
      ...{ identity: ORGANIZATION_TRAIL, trailScope: management, bucketName: LOG_BUCKET, rules: oneRule() },
      ...props,
    });
    return { management, trailwatch };
  }

  test('administers the organization before the trail and the StackSet of its members', () => {
    const { management, trailwatch } = trailwatchWith({
      organizationAdministration: { delegatedAdministrators: [LOG_ARCHIVE] },
      realtime: { memberRegions: [REGION, 'us-east-1'], organizationalUnitIds: ['r-abcd'] },
    });
    expect(trailwatch.organizationAdministration?.delegatedAdministrators).toEqual([LOG_ARCHIVE]);
    expect(resourceOf(management, ADMINISTRATION).Properties).toMatchObject({ stackSets: 'true' });
    const administration = expect.stringMatching(/^OrganizationAdministration[0-9A-F]{8}$/);
    for (const type of ['AWS::CloudTrail::Trail', 'AWS::CloudFormation::StackSet']) {
      expect(resourceOf(management, type).DependsOn).toContainEqual(administration);
    }
  });

  test('gives StackSets no access where it has none', () => {
    const { management } = trailwatchWith({ organizationAdministration: {} });
    expect(resourceOf(management, ADMINISTRATION).Properties).toMatchObject({ stackSets: 'false' });
  });

  test('fails to administer an organization for the trail of one account', () => {
    const props = { identity: undefined, trailScope: undefined, bucketName: undefined };
    expect(() => trailwatchWith({ ...props, organizationAdministration: {} })).toThrow(
      "organizationAdministration is set, but the trail 'trailwatch' is for one account; use TrailIdentity.organization(…), or remove it",
    );
  });
});
