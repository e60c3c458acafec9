import { type Comparison, compareProperties } from './compare-properties';
import type { StandingResource } from './deploy';
import { kindOf } from './kinds/resource-kinds';
import type { Emulator } from './start-emulator';

/** A resource that was made and then asked for again. */
export interface DeployedResource extends Comparison {
  readonly logicalId: string;
  readonly type: string;
  /** The API calls that made it. */
  readonly madeBy: readonly string[];
}

/** Asks the services for resources again, and compares each with its template. */
export async function ask(
  aws: Emulator,
  standing: readonly StandingResource[],
): Promise<readonly DeployedResource[]> {
  const deployed: DeployedResource[] = [];
  for (const { resource, madeBy } of standing) {
    const { logicalId, type, properties } = resource;
    const found = await kindOf(type).read(aws, resource);
    deployed.push({ logicalId, type, madeBy, ...compareProperties(properties, found) });
  }
  return deployed;
}
