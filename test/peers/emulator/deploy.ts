import { isDeepStrictEqual } from 'node:util';
import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import { type Deployment, resolveValue } from '../../access/template/intrinsic';
import type { CallLog } from './call-log';
import { compareProperties } from './compare-properties';
import { createByCloudFormation } from './create-by-cloudformation';
import { attributesAskedOf, toDependencyOrder } from './dependency-order';
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

/** What a deployment leaves. */
export interface Deployed {
  readonly standing: readonly StandingResource[];
  /** What it changed, such as `creates AWS::S3::Bucket ArchiveBucket`. */
  readonly changes: readonly string[];
}

/**
 * Makes every resource of a template in an emulator, each after those that it waits for, unless it stands there already. Throws
 * when one can be made neither by the emulator's CloudFormation nor by calls. An update is a change, and is not made.
 */
export async function deploy(
  aws: Emulator,
  stack: Deployment,
  { log, before }: { readonly log: CallLog; readonly before: readonly StandingResource[] },
): Promise<Deployed> {
  const stood = new Map(before.map((one) => [one.resource.logicalId, one]));
  const made: Record<string, PhysicalResource> = { ...stack.made };
  const standing: StandingResource[] = [];
  const changes: string[] = [];
  for (const logicalId of toDependencyOrder(stack.template)) {
    if (typeOf(logicalId, stack) in LEFT_OUT) continue;
    const planned = plan(logicalId, { ...stack, made });
    const there = stood.get(logicalId);
    stood.delete(logicalId);
    const changed = there === undefined ? 'creates' : changeOf(there.resource, planned);
    if (changed !== undefined) changes.push(`${changed} ${planned.type} ${logicalId}`);
    const stands =
      there ?? (await makeWhole(aws, planned, attributesAskedOf(logicalId, stack.template), log));
    made[logicalId] = stands.physical;
    standing.push(stands);
  }
  changes.push(
    ...[...stood.values()].map(({ resource: { type, logicalId } }) => `deletes ${type} ${logicalId}`),
  );
  return { standing: await completeLast(aws, { standing, before }, log), changes };
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

/** CloudFormation changes a resource whose template has changed, whatever its state is. */
function changeOf(made: MadeResource, planned: PlannedResource): string | undefined {
  if (made.type !== planned.type) return 'replaces';
  return isDeepStrictEqual(made.properties, planned.properties) ? undefined : 'updates';
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
  {
    standing,
    before,
  }: { readonly standing: readonly StandingResource[]; readonly before: readonly StandingResource[] },
  log: CallLog,
): Promise<StandingResource[]> {
  const completed: StandingResource[] = [];
  for (const one of standing) {
    const { resource } = one;
    const putLast = before.includes(one) ? {} : (kindOf(resource.type).putLast ?? {});
    for (const [property, { call }] of Object.entries(putLast)) {
      if (resource.properties[property] !== undefined) await call(aws, resource);
    }
    completed.push({ ...one, madeBy: [...one.madeBy, ...log.take()] });
  }
  return completed;
}
