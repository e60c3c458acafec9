import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import { attributesAskedOf, toDependencyOrder } from '../../../test/access/template/dependency-order';
import { type Deployment, resolveValue } from '../../../test/access/template/intrinsic';
import type { CallLog } from './call-log';
import { compareProperties } from './compare-properties';
import { createByCloudFormation } from './create-by-cloudformation';
import { kindOf } from './kinds/resource-kinds';
import { LEFT_OUT } from './left-out';
import type { MadeResource, PlannedResource, Properties } from './resource-kind';
import type { Emulator } from './start-emulator';

/** A resource that stands, and the API calls that made it; `CloudFormation` for those that a stack made. */
export interface StandingResource {
  readonly resource: MadeResource;
  readonly physical: PhysicalResource;
  readonly madeBy: readonly string[];
}

/**
 * Makes every resource of a template in an emulator, each after those that it waits for. Throws when one can be made neither by the
 * emulator's CloudFormation nor by calls.
 */
export async function deploy(
  aws: Emulator,
  stack: Deployment,
  log: CallLog,
): Promise<readonly StandingResource[]> {
  const made: Record<string, PhysicalResource> = { ...stack.made };
  const standing: StandingResource[] = [];
  for (const logicalId of toDependencyOrder(stack.template)) {
    if (typeOf(logicalId, stack) in LEFT_OUT) continue;
    const planned = plan(logicalId, { ...stack, made });
    const stands = await makeWhole(aws, planned, attributesAskedOf(logicalId, stack.template), log);
    made[logicalId] = stands.physical;
    standing.push(stands);
  }
  return completeLast(aws, standing, log);
}

function typeOf(logicalId: string, { template }: Deployment): string {
  return template.Resources?.[logicalId]?.Type ?? '';
}

function plan(logicalId: string, deployment: Deployment): PlannedResource {
  const { Properties: properties = {} } = deployment.template.Resources?.[logicalId] ?? {};
  const resolved = resolveValue(properties, deployment) as Properties;
  return {
    ...{ logicalId, type: typeOf(logicalId, deployment), properties: resolved },
    name: `${deployment.stackName}-${logicalId}`,
  };
}

async function makeWhole(
  aws: Emulator,
  planned: PlannedResource,
  attributes: readonly string[],
  log: CallLog,
): Promise<StandingResource> {
  const { physical, madeBy } = await make(aws, planned, attributes, log);
  const resource = { ...planned, ref: physical.ref };
  return { resource, physical, madeBy: [...madeBy, ...(await complete(aws, resource, log))] };
}

async function make(
  aws: Emulator,
  planned: PlannedResource,
  attributes: readonly string[],
  log: CallLog,
): Promise<{ readonly physical: PhysicalResource; readonly madeBy: readonly string[] }> {
  const { avoidStack, create } = kindOf(planned.type);
  const byStack =
    avoidStack === undefined ? await createByCloudFormation(aws, planned, attributes) : undefined;
  log.take();
  if (byStack !== undefined) return { physical: byStack, madeBy: ['CloudFormation'] };
  if (create !== undefined) return { physical: await create(aws, planned), madeBy: log.take() };
  throw new Error(`${planned.logicalId}: the emulator's CloudFormation does not know ${planned.type}`);
}

/** Makes the calls for the properties that the emulator's CloudFormation has left out; gives the calls. */
async function complete(aws: Emulator, resource: MadeResource, log: CallLog): Promise<readonly string[]> {
  const { read, put = {} } = kindOf(resource.type);
  if (Object.keys(put).length === 0) return [];
  const { differences } = compareProperties(resource.properties, await read(aws, resource));
  log.take();
  for (const [property, call] of Object.entries(put)) {
    const leftOut = differences.some(({ path }) => path.split(/[.[]/)[0] === property);
    if (leftOut) await call(aws, resource);
  }
  return log.take();
}

async function completeLast(
  aws: Emulator,
  standing: readonly StandingResource[],
  log: CallLog,
): Promise<StandingResource[]> {
  const completed: StandingResource[] = [];
  for (const one of standing) {
    const { resource } = one;
    for (const [property, { call }] of Object.entries(kindOf(resource.type).putLast ?? {})) {
      if (resource.properties[property] !== undefined) await call(aws, resource);
    }
    completed.push({ ...one, madeBy: [...one.madeBy, ...log.take()] });
  }
  return completed;
}
