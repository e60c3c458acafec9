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
import type { StackEvent, StackRequest } from '../aws/change/answer-stack';
import type { ProveRequest } from '../aws/prove-request';
import type { OrganizationServices } from '../aws/trail/organization-services';
import { delegate, type Patience, Refusal, stepsOf, type Work } from './work';

/** What an organization is administered with. */
export interface AdministrationPorts extends Patience {
  readonly services: OrganizationServices;
  readonly prove: ProveRequest;
}

/** How a request came out. */
export interface AdministrationOutcome {
  readonly physicalId: string;
  /** Every change that was made, in words. */
  readonly changes: readonly string[];
  /** Why the request failed. */
  readonly reason?: string;
}

/**
 * The id of the resource, which never changes. It names the accounts that were delegated administrators before the resource was
 * created: these belong to others, and are never deregistered.
 */
const ID = 'organization-administration';

/** The id of a resource that was not created. CloudFormation deletes it by this, and then nothing is undone. */
const NOT_CREATED = 'not-created';

/** Does what CloudFormation asks. The same request again changes nothing. Never throws. */
export async function administerOrganization(
  event: StackEvent & Pick<StackRequest, 'StackId'>,
  ports: AdministrationPorts,
): Promise<AdministrationOutcome> {
  const changes: string[] = [];
  const work = {
    services: ports.services,
    step: stepsOf(ports),
    changed: (what: string) => void changes.push(what),
  };
  try {
    await ports.prove(event);
    const physicalId = event.RequestType === 'Delete' ? await undo(event, work) : await provide(event, work);
    return { physicalId, changes };
  } catch (error) {
    const { PhysicalResourceId: physicalId = NOT_CREATED } = event;
    return { physicalId, changes, reason: (error as Error).message };
  }
}

async function provide(event: StackEvent, work: Work): Promise<string> {
  const settings = parseAdministration(event.ResourceProperties);
  await checkOrganization(settings, work);
  await provideAccess(settings, work);
  await provideRole(TRAIL_ROLE, work);
  if (settings.eventContext) await provideRole(CONTEXT_ROLE, work);
  const { delegatedAdministrators: wanted, deregisterRemoved } = settings;
  const before = delegatedBefore(event.OldResourceProperties);
  const others = othersOf(event.PhysicalResourceId);
  const removed = before.filter((account) => !wanted.includes(account) && !others.includes(account));
  const found = await delegate({ wanted, removed: deregisterRemoved ? removed : [] }, work);
  return event.PhysicalResourceId ?? [ID, ...found].join('/');
}

/** Trusted access and roles stay: trails of the organization need them. */
async function undo(event: StackEvent, work: Work): Promise<string> {
  const { PhysicalResourceId: physicalId = NOT_CREATED, ResourceProperties } = event;
  if (physicalId === NOT_CREATED || ResourceProperties.deregisterRemoved !== 'true') return physicalId;
  const others = othersOf(physicalId);
  const removed = delegatedBefore(ResourceProperties).filter((account) => !others.includes(account));
  await delegate({ wanted: [], removed }, work);
  return physicalId;
}

function othersOf(physicalId = ID): readonly string[] {
  return physicalId.split('/').slice(1);
}

async function checkOrganization(
  { account }: OrganizationAdministrationSettings,
  { services, step }: Work,
): Promise<void> {
  const { managementAccount, hasAllFeatures } = await step('look at the organization', services.describe);
  if (managementAccount !== account) {
    throw new Refusal(
      `the stack is in the account ${account}, and the management account of its organization is ${managementAccount}; put ` +
        'OrganizationAdministration into a stack of that account',
    );
  }
  if (!hasAllFeatures) {
    throw new Refusal(
      'the organization has consolidated billing only, and trails of an organization need all features; enable them (aws organizations ' +
        'enable-all-features), then deploy again',
    );
  }
}

/** What is there already is left alone: enabling it again would raise an alert. */
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
  if (await step('look at the access of StackSets', services.areStackSetsTrusted)) return;
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
