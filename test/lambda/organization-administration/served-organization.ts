import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { OrganizationClients } from '../../../lambda/aws/trail/organization-services';

export const MANAGEMENT = '111122223333';

/** When CloudFormation began what it is at work on, and when accounts are registered that it registers; in seconds. */
const BEGAN = 1_790_000_000;
const NOW = BEGAN + 60;

/** An organization as its management account finds it. */
export interface ServedOrganization {
  managementAccount: string;
  featureSet: string;
  trusted: string[];
  stackSets: string;
  roles: string[];
  administrators: string[];
  /** When administrators were registered, in seconds; long ago unless it is here. */
  readonly since: Record<string, number>;
  /** What CloudFormation does with the stack. */
  stackStatus: string;
  readonly members: readonly string[];
}

export function organizationWith(changes: Partial<ServedOrganization> = {}): ServedOrganization {
  return structuredClone({
    ...{ managementAccount: MANAGEMENT, featureSet: 'ALL', stackSets: 'DISABLED' },
    ...{ trusted: ['sso.amazonaws.com', 'config.amazonaws.com'], roles: [], administrators: [], since: {} },
    stackStatus: 'UPDATE_IN_PROGRESS',
    members: ['444455556666', '555566667777', '666677778888', '777788889999'],
    ...changes,
  });
}

type Input = Readonly<Record<string, unknown>>;

/** What each operation does to the organization, and answers. Throws as the service does. */
const OPERATIONS: Readonly<Record<string, (served: ServedOrganization, input: Input) => object>> = {
  DescribeOrganization: ({ managementAccount, featureSet }) => ({
    Organization: { MasterAccountId: managementAccount, FeatureSet: featureSet },
  }),
  // one a page
  ListAWSServiceAccessForOrganization: ({ trusted }, { NextToken }) =>
    page(trusted, NextToken, (ServicePrincipal) => ({ EnabledServicePrincipals: [{ ServicePrincipal }] })),
  // a service that has access already keeps it
  EnableAWSServiceAccess: (served, { ServicePrincipal }) => {
    served.trusted = [...new Set([...served.trusted, String(ServicePrincipal)])];
    return {};
  },
  DescribeStacks: ({ stackStatus }) => {
    const began = { LastUpdatedTime: new Date(BEGAN * 1000).toISOString() };
    return { Stacks: { member: { StackName: 'Local', StackStatus: stackStatus, ...began } } };
  },
  DescribeOrganizationsAccess: ({ stackSets }) => ({ Status: stackSets }),
  ActivateOrganizationsAccess: (served) => {
    served.stackSets = 'ENABLED';
    return {};
  },
  GetRole: ({ roles }, { RoleName }) => {
    if (!roles.includes(String(RoleName))) throw named('NoSuchEntityException');
    return { Role: { RoleName } };
  },
  CreateServiceLinkedRole: ({ roles }, { AWSServiceName }) => {
    const role = ROLES[String(AWSServiceName)] ?? '';
    if (roles.includes(role)) throw named('InvalidInputException');
    roles.push(role);
    return { Role: { RoleName: role } };
  },
  ListDelegatedAdministrators: ({ administrators }, { NextToken }) =>
    page(administrators, NextToken, (Id) => ({ DelegatedAdministrators: [{ Id }] })),
  // other services first, and one a page
  ListDelegatedServicesForAccount: ({ administrators, since }, { AccountId, NextToken }) => {
    const id = String(AccountId);
    if (!administrators.includes(id)) throw named('AccountNotRegisteredException');
    const services = { 'guardduty.amazonaws.com': 1, 'cloudtrail.amazonaws.com': since[id] ?? 1 };
    return page(Object.keys(services), NextToken, (ServicePrincipal) => ({
      DelegatedServices: [
        { ServicePrincipal, DelegationEnabledDate: services[ServicePrincipal as keyof typeof services] },
      ],
    }));
  },
  RegisterOrganizationDelegatedAdmin: (served, { MemberAccountId }) => {
    const { administrators, members, roles, trusted } = served;
    const id = String(MemberAccountId);
    if (!trusted.includes('cloudtrail.amazonaws.com')) throw named('CloudTrailAccessNotEnabledException');
    if (!roles.includes('AWSServiceRoleForCloudTrail')) throw named('NoManagementAccountSLRExistsException');
    if (!members.includes(id)) throw named('AccountNotFoundException');
    if (administrators.includes(id)) throw named('AccountRegisteredException');
    if (administrators.length >= 3) throw named('DelegatedAdminAccountLimitExceededException');
    administrators.push(id);
    served.since[id] = NOW;
    return {};
  },
  DeregisterOrganizationDelegatedAdmin: ({ administrators, since }, { DelegatedAdminAccountId }) => {
    const index = administrators.indexOf(String(DelegatedAdminAccountId));
    if (index < 0) throw named('AccountNotRegisteredException');
    administrators.splice(index, 1);
    delete since[String(DelegatedAdminAccountId)];
    return {};
  },
};

const ROLES: Readonly<Record<string, string>> = {
  'cloudtrail.amazonaws.com': 'AWSServiceRoleForCloudTrail',
  'context.cloudtrail.amazonaws.com': 'AWSServiceRoleForCloudTrailEventContext',
};

/** Does what an operation asks for. */
export function answerOf(served: ServedOrganization, operation: string, input: Input): object {
  const answer = OPERATIONS[operation];
  if (answer === undefined) throw new Error(`no service has ${operation}`);
  return answer(served, input);
}

export function named(name: string): Error {
  return Object.assign(new Error(`the message of ${name}.`), { name });
}

function page(all: readonly string[], token: unknown, toAnswer: (item: string) => object): object {
  const index = Number(token ?? 0);
  const item = all[index];
  const more = index + 1 < all.length ? { NextToken: String(index + 1) } : {};
  return { ...(item === undefined ? {} : toAnswer(item)), ...more };
}

interface Answer {
  readonly Stacks?: { readonly member: { readonly LastUpdatedTime: string; readonly StackStatus: string } };
  readonly DelegatedServices?: readonly { readonly DelegationEnabledDate: number }[];
}

/** What a client reads of an answer: lists of the query protocol, and times. */
function read({ Stacks, DelegatedServices, ...others }: Answer): object {
  return {
    ...others,
    ...(Stacks && {
      Stacks: [{ ...Stacks.member, LastUpdatedTime: new Date(Stacks.member.LastUpdatedTime) }],
    }),
    ...(DelegatedServices && {
      DelegatedServices: DelegatedServices.map(({ DelegationEnabledDate, ...service }) => ({
        ...service,
        DelegationEnabledDate: new Date(DelegationEnabledDate * 1000),
      })),
    }),
  };
}

interface Command {
  readonly input: Input;
}

/** Clients whose calls are answered by a function. */
export function clientsOf(
  answer: (operation: string, input: Input) => object | Promise<object>,
): OrganizationClients {
  const send = async (command: Command) =>
    read(await answer(command.constructor.name.replace(/Command$/, ''), command.input));
  // the paginators of the SDK want a client of its class
  const organizations = Object.assign(new OrganizationsClient({ region: 'eu-central-1' }), { send });
  const other = { send } as unknown;
  return {
    organizations,
    cloudFormation: other as CloudFormationClient,
    cloudTrail: other as CloudTrailClient,
    iam: other as IAMClient,
  };
}
