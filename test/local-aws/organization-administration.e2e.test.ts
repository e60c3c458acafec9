import { OrganizationAdministration } from '../../lib/index';
import {
  organizationWith,
  type ServedOrganization,
} from '../lambda/organization-administration/served-organization';
import type { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { onlyResource, startOnlyFunction } from './only-function';
import { OrganizationServer } from './organization-server';
import { StackAnswers } from './stack-answers';
import { LOCAL_ACCOUNT, type LocalAws } from './start-local-aws';
import { synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

const [FIRST, SECOND] = ['444455556666', '555566667777'];
const ID = 'organization-administration';

let aws: LocalAws;
let stack: SynthesizedStack;
let container: FunctionContainer;
let organization: OrganizationServer;
let ResponseURL: string;
const answers = new StackAnswers();
const log: string[] = [];

startBeforeTests(async (local, folder) => {
  aws = local;
  ResponseURL = await answers.start();
  stack = synthesizeStack(folder, 'Local', (scope) => {
    new OrganizationAdministration(scope, 'Organization', {
      ...{ delegatedAdministrators: [FIRST], deregisterRemovedAccounts: true },
      ...{ stackSets: true, eventContext: true },
    });
  });
  return { stop: async () => answers.stop() };
});

afterEach(async () => {
  container.stop();
  await organization.stop();
  answers.bodies.length = 0;
  log.length = 0;
});

/** The shipped bundle that the template names, as its function. */
async function startFunction(changes: Partial<ServedOrganization> = {}): Promise<void> {
  organization = new OrganizationServer(organizationWith({ managementAccount: LOCAL_ACCOUNT, ...changes }));
  const url = await organization.start();
  container = await startOnlyFunction(stack, {
    environment: Object.fromEntries(
      ['ORGANIZATIONS', 'CLOUDTRAIL', 'CLOUDFORMATION', 'IAM'].map((name) => [
        `AWS_ENDPOINT_URL_${name}`,
        url,
      ]),
    ),
    ...{ aws, log },
  });
}

/** What CloudFormation sends: the properties of the template, with what this request has of its own. */
function request(RequestType: string, changes: object = {}, own: object = {}) {
  const { logicalId, properties: written } = onlyResource(
    stack,
    'Custom::TrailwatchOrganizationAdministration',
  );
  const properties = { ...written, account: LOCAL_ACCOUNT };
  return {
    ...{
      RequestType,
      ResponseURL,
      LogicalResourceId: logicalId,
      RequestId: `${RequestType}-1`,
      StackId: 'stack',
    },
    ...{ ResourceProperties: { ...properties, ...changes }, OldResourceProperties: properties },
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: ID }),
    ...own,
  };
}

test('the shipped function creates, exchanges and removes what the template says, and makes no other calls', async () => {
  await startFunction();
  await container.call(request('Create'));
  expect(organization.served).toMatchObject({
    trusted: ['sso.amazonaws.com', 'config.amazonaws.com', 'cloudtrail.amazonaws.com'],
    roles: ['AWSServiceRoleForCloudTrail', 'AWSServiceRoleForCloudTrailEventContext'],
    ...{ stackSets: 'ENABLED', administrators: [FIRST] },
  });
  // Lambda calls again after an answer that was not taken
  await container.call(request('Create'));
  await container.call(request('Update', { delegatedAdministrators: [SECOND] }));
  expect(organization.served.administrators).toEqual([SECOND]);
  await container.call(request('Delete', { delegatedAdministrators: [SECOND] }));
  expect(organization.served).toMatchObject({ administrators: [], stackSets: 'ENABLED' });
  expect(organization.served.trusted).toContain('cloudtrail.amazonaws.com');
  expect(answers.bodies.map(({ Status, PhysicalResourceId }) => [Status, PhysicalResourceId])).toEqual(
    Array(4).fill(['SUCCESS', ID]),
  );
  expect(log.join('\n')).toContain(`account ${SECOND} registered`);
  expect(log.join('\n')).not.toContain('signature');
  const allowed = allowedActions();
  const made = organization.operations.map((operation) =>
    allowed.find((action) => action.endsWith(`:${operation}`)),
  );
  expect(made).not.toContain(undefined);
  // CloudTrail, CloudFormation and IAM make these calls in the name of the function
  const onBehalf = /:(RegisterDelegatedAdministrator|DeregisterDelegatedAdministrator)$/;
  expect(allowed.filter((action) => !made.includes(action) && !onBehalf.test(action))).toEqual([]);
});

/** The actions of the function's policy besides those of its log. */
function allowedActions(): readonly string[] {
  const { properties } = onlyResource(stack, 'AWS::IAM::Policy');
  const { Statement } = properties.PolicyDocument as {
    readonly Statement: readonly { readonly Action: string | readonly string[] }[];
  };
  const actions = Statement.flatMap(({ Action }) => Action);
  return [...new Set(actions)].filter((action) => !action.startsWith('logs:'));
}

test('the shipped function tries again what is throttled, or not known to IAM everywhere', async () => {
  await startFunction();
  organization.faults.DescribeOrganization = ['AccessDeniedException'];
  organization.faults.RegisterOrganizationDelegatedAdmin = ['ConcurrentModificationException'];
  await container.call(request('Create'));
  expect(answers.bodies).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: ID }]);
  expect(organization.served.administrators).toEqual([FIRST]);
});

test('the shipped function says in the event of the stack why it cannot go on, and what to do', async () => {
  await startFunction({ managementAccount: '999988887777' });
  await container.call(request('Create'));
  expect(answers.bodies).toMatchObject([
    {
      ...{ Status: 'FAILED', PhysicalResourceId: 'not-created' },
      Reason:
        `the stack is in the account ${LOCAL_ACCOUNT}, and the management account of its organization is 999988887777; put ` +
        'OrganizationAdministration into a stack of that account',
    },
  ]);
});
