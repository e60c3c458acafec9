import {
  CONTEXT_ROLE,
  type LinkedRole,
  TRAIL_ROLE,
} from '../../lib/core/policy/organization/organization-statements';
import {
  delegatedBefore,
  type OrganizationAdministrationSettings,
  parseAdministration,
} from '../../lib/core/settings/organization-administration';
import type { StackAnswer, StackEvent, StackRequest } from '../aws/change/answer-stack';
import type { ProveRequest } from '../aws/prove-request';
import type { OrganizationServices } from '../aws/trail/organization-services';
import { delegate, listAdministrators, type Patience, Refusal, stepsOf, type Work } from './work';

/** What an organization is administered with. */
export interface AdministrationPorts extends Patience {
  readonly services: OrganizationServices;
  readonly prove: ProveRequest;
}

/** How a request came out, with every change that was made, in words. */
export type AdministrationOutcome = StackAnswer & { readonly changes: readonly string[] };

/**
 * What the id of the resource begins with, which never changes. It goes on with the accounts that were delegated administrators
 * before the resource was created: these belong to others, and are never deregistered.
 */
const ID = 'organization-administration';

/** The id of a resource that registered no account, unless an earlier call for the same request did. CloudFormation deletes it by this. */
const NOT_CREATED = 'not-created';

/** Handles a CloudFormation request. The same request again changes nothing. Never throws. */
export async function administerOrganization(
  event: AdministrationEvent,
  ports: AdministrationPorts,
): Promise<AdministrationOutcome> {
  const changes: string[] = [];
  const work = {
    services: ports.services,
    step: stepsOf(ports),
    changed: (what: string) => void changes.push(what),
  };
  let { PhysicalResourceId: physicalId = NOT_CREATED } = event;
  try {
    await ports.prove(event);
    if (event.RequestType === 'Delete') {
      await undo({ ...event, physicalId }, work);
      return { physicalId, changes };
    }
    const settings = parseAdministration(event.ResourceProperties);
    await provideServices(settings, work);
    // also when it fails from here on: what was registered by then is deregistered by this id
    if (physicalId === NOT_CREATED) {
      physicalId = [ID, ...(await foundByCreation(settings, event, work))].join('/');
    }
    await provideAdministrators(settings, { ...event, physicalId }, work);
    return { physicalId, changes };
  } catch (error) {
    return { physicalId, changes, reason: (error as Error).message };
  }
}

type AdministrationEvent = StackEvent & Pick<StackRequest, 'StackId'>;
type IdentifiedEvent = AdministrationEvent & { readonly physicalId: string };

async function provideServices(settings: OrganizationAdministrationSettings, work: Work): Promise<void> {
  await checkOrganization(settings, work);
  await provideAccess(settings, work);
  await provideRole(TRAIL_ROLE, work);
  if (settings.eventContext) await provideRole(CONTEXT_ROLE, work);
}

async function provideAdministrators(
  { delegatedAdministrators: wanted, deregisterRemoved }: OrganizationAdministrationSettings,
  event: IdentifiedEvent,
  work: Work,
): Promise<void> {
  const left = delegatedBefore(event.OldResourceProperties).filter((account) => !wanted.includes(account));
  const own = deregisterRemoved ? await ownOf(left, event, work) : [];
  const before = await foundByUpdate(own, event, work);
  const removed = own.filter((account) => !before.includes(account));
  await delegate({ wanted, removed }, work);
}

/** The accounts that were delegated administrators before the resource: later lists may name those that the first one does not. */
async function foundByCreation(
  { delegatedAdministrators: wanted, deregisterRemoved }: OrganizationAdministrationSettings,
  event: AdministrationEvent,
  work: Work,
): Promise<readonly string[]> {
  // the function may list none then
  if (wanted.length === 0 && !deregisterRemoved) return [];
  const others = await findOthers(wanted, event, work);
  const registered = await listAdministrators(work);
  return [...others, ...registered.filter((account) => !wanted.includes(account))];
}

/** Those of the accounts that were delegated administrators before an update that is taken back: it leaves what it found. */
async function foundByUpdate(
  accounts: readonly string[],
  event: IdentifiedEvent,
  work: Work,
): Promise<readonly string[]> {
  if (accounts.length === 0) return [];
  const { status } = await work.step('describe the stack', () => work.services.findStack(event.StackId));
  return status?.startsWith('UPDATE_ROLLBACK_') === true ? findOthers(accounts, event, work) : [];
}

/** Trusted access and roles stay: trails of the organization need them. */
async function undo(event: IdentifiedEvent, work: Work): Promise<void> {
  const { physicalId, ResourceProperties } = event;
  if (ResourceProperties.deregisterRemoved !== 'true') return;
  const listed = delegatedBefore(ResourceProperties);
  const find = () => ownOf(listed, event, work);
  const removed = await (physicalId === NOT_CREATED ? unlessUnreadable(find) : find());
  await delegate({ wanted: [], removed }, work);
}

/** Of a creation that failed: where the organization cannot be read, no earlier call for the same request registered anyone. */
async function unlessUnreadable(find: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await find();
  } catch (error) {
    const { name = '' } = ((error as Error).cause ?? {}) as Partial<Error>;
    if (/^(AccessDenied|AWSOrganizationsNotInUse)/.test(name)) return [];
    throw error;
  }
}

/** Those of the accounts that the resource registered. */
async function ownOf(
  accounts: readonly string[],
  event: IdentifiedEvent,
  work: Work,
): Promise<readonly string[]> {
  const [start, ...named] = event.physicalId.split('/');
  // CloudFormation makes up an id for a creation that it no longer waited for
  const others = start === ID ? named : await findOthers(accounts, event, work);
  return accounts.filter((account) => !others.includes(account));
}

/**
 * Those of the accounts that were delegated administrators before CloudFormation began what it is at work on. The rest is this
 * resource's, though an earlier invocation, whose answer was not taken, may have registered it. What has no date is taken for older.
 */
async function findOthers(
  accounts: readonly string[],
  { StackId }: AdministrationEvent,
  { services, step }: Work,
): Promise<readonly string[]> {
  if (accounts.length === 0) return [];
  const registered = await listAdministrators({ services, step });
  const { began } = await step('describe the stack', () => services.findStack(StackId));
  const others: string[] = [];
  for (const account of accounts.filter((one) => registered.includes(one))) {
    const since = await step(
      `find out when the account ${account} was registered as a delegated administrator`,
      () => services.administratorSince(account, TRAIL_ROLE.service),
    );
    if (since === undefined || began === undefined || since < began) others.push(account);
  }
  return others;
}

async function checkOrganization(
  { account }: OrganizationAdministrationSettings,
  { services, step }: Work,
): Promise<void> {
  const { managementAccount, hasAllFeatures } = await step('describe the organization', services.describe);
  if (managementAccount !== account) {
    throw new Refusal(
      `the stack is in the account ${account}, and the management account of its organization is ${managementAccount}; put ` +
        'OrganizationAdministration into a stack of that account',
    );
  }
  if (!hasAllFeatures) {
    throw new Refusal(
      'the organization has only consolidated billing, but organization trails need all features; enable them (aws organizations ' +
        'enable-all-features), then deploy again',
    );
  }
}

/** Existing settings are not changed: enabling them again would raise an alert. */
async function provideAccess(
  { stackSets }: OrganizationAdministrationSettings,
  { services, step, changed }: Work,
): Promise<void> {
  const { service } = TRAIL_ROLE;
  const trusted = await step('list the services with trusted access', services.trusted);
  if (!trusted.includes(service)) {
    await step(`enable trusted access for ${service}`, () => services.trust(service));
    changed(`trusted access for ${service} enabled`);
  }
  if (!stackSets) return;
  if (await step('describe the organizations access of StackSets', services.areStackSetsTrusted)) return;
  await step('activate trusted access for StackSets', services.trustStackSets);
  changed('trusted access for StackSets activated');
}

async function provideRole(role: LinkedRole, { services, step, changed }: Work): Promise<void> {
  const { roleName } = role;
  const isNew = await step(`create the role ${roleName}`, async () => {
    if (await services.hasRole(role)) return false;
    await services.createRole(role);
    return true;
  });
  if (isNew) changed(`role ${roleName} created`);
}
