import {
  ActivateOrganizationsAccessCommand,
  type CloudFormationClient,
  DescribeOrganizationsAccessCommand,
} from '@aws-sdk/client-cloudformation';
import {
  type CloudTrailClient,
  DeregisterOrganizationDelegatedAdminCommand,
  RegisterOrganizationDelegatedAdminCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateServiceLinkedRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import {
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { LinkedRole } from '../../../lib/core/policy/organization/organization-statements';
import { pagesOf } from '../answers';
import { type FoundStack, findStack } from '../prove-request';

/** The calls by which an organization is administered, all in its management account. */
export interface OrganizationServices {
  /** The management account, and whether the organization has all features. */
  describe(): Promise<{ readonly managementAccount: string; readonly hasAllFeatures: boolean }>;
  /** The services that have trusted access. */
  trusted(): Promise<readonly string[]>;
  trust(service: string): Promise<void>;
  areStackSetsTrusted(): Promise<boolean>;
  trustStackSets(): Promise<void>;
  hasRole(role: LinkedRole): Promise<boolean>;
  /** Creates a role. No effect if it exists. */
  createRole(role: LinkedRole): Promise<void>;
  /** The accounts that are delegated administrators of a service. */
  administratorsOf(service: string): Promise<readonly string[]>;
  /** Since when an account is a delegated administrator of a service. */
  administratorSince(account: string, service: string): Promise<Date | undefined>;
  findStack(stackId: string): Promise<FoundStack>;
  /** Registers an account as a delegated administrator of CloudTrail. No effect if it already is one. */
  register(account: string): Promise<void>;
  /** Deregisters a delegated administrator. No effect if the account is none. */
  deregister(account: string): Promise<void>;
}

export interface OrganizationClients {
  readonly organizations: OrganizationsClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly iam: IAMClient;
}

export function organizationServicesOf(clients: OrganizationClients): OrganizationServices {
  const { organizations, cloudFormation, cloudTrail, iam } = clients;
  const hasRole = ({ roleName }: LinkedRole) =>
    unless('NoSuchEntityException', async () => {
      await iam.send(new GetRoleCommand({ RoleName: roleName }));
    });
  return {
    describe: async () => {
      const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
      return {
        managementAccount: Organization?.MasterAccountId ?? '',
        hasAllFeatures: Organization?.FeatureSet === 'ALL',
      };
    },
    trusted: () =>
      collect(
        pagesOf('ListAWSServiceAccessForOrganization', (NextToken) =>
          organizations.send(new ListAWSServiceAccessForOrganizationCommand({ NextToken })),
        ),
        ({ EnabledServicePrincipals = [] }) =>
          EnabledServicePrincipals.map(({ ServicePrincipal }) => ServicePrincipal),
      ),
    trust: async (ServicePrincipal) => {
      await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    },
    areStackSetsTrusted: async () => {
      const { Status } = await cloudFormation.send(new DescribeOrganizationsAccessCommand({}));
      return Status === 'ENABLED';
    },
    trustStackSets: async () => {
      await cloudFormation.send(new ActivateOrganizationsAccessCommand({}));
    },
    hasRole,
    createRole: async (role) => {
      try {
        await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: role.service }));
      } catch (error) {
        // the SDK repeats a call whose answer was lost, and IAM refuses a role that exists
        if ((error as Partial<Error>).name !== 'InvalidInputException' || !(await hasRole(role))) throw error;
      }
    },
    administratorsOf: (ServicePrincipal) =>
      collect(
        pagesOf('ListDelegatedAdministrators', (NextToken) =>
          organizations.send(new ListDelegatedAdministratorsCommand({ ServicePrincipal, NextToken })),
        ),
        ({ DelegatedAdministrators = [] }) => DelegatedAdministrators.map(({ Id }) => Id),
      ),
    administratorSince: async (AccountId, service) => {
      const pages = pagesOf('ListDelegatedServicesForAccount', (NextToken) =>
        organizations.send(new ListDelegatedServicesForAccountCommand({ AccountId, NextToken })),
      );
      for await (const { DelegatedServices = [] } of pages) {
        const found = DelegatedServices.find(({ ServicePrincipal }) => ServicePrincipal === service);
        if (found !== undefined) return found.DelegationEnabledDate;
      }
      return undefined;
    },
    findStack: (stackId) => findStack(cloudFormation, stackId),
    register: async (MemberAccountId) => {
      await unless('AccountRegisteredException', async () => {
        await cloudTrail.send(new RegisterOrganizationDelegatedAdminCommand({ MemberAccountId }));
      });
    },
    deregister: async (DelegatedAdminAccountId) => {
      await unless('AccountNotRegisteredException', async () => {
        await cloudTrail.send(new DeregisterOrganizationDelegatedAdminCommand({ DelegatedAdminAccountId }));
      });
    },
  };
}

async function collect<Page>(
  pages: AsyncIterable<Page>,
  idsOf: (page: Page) => readonly (string | undefined)[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...idsOf(page).filter((id) => id !== undefined));
  return ids;
}

/** Whether a call succeeded; false if it failed with the error that means that there was nothing to do, or nothing there. */
async function unless(name: string, call: () => Promise<void>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if ((error as Partial<Error>).name === name) return false;
    throw error;
  }
}
