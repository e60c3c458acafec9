import { type EstateStack, type PlacedResource, resourcesOf } from '../../estate/estate-stack';
import { isAuditStack } from '../evidence/audit-stack';
import type { Setting } from './setting';
import { SETTINGS_BY_TYPE } from './settings-by-type';

/** The settings of one resource that protect evidence. */
export interface ProtectedResource {
  readonly placed: PlacedResource;
  readonly settings: readonly Setting[];
}

/** What protects evidence in stacks that have to do with CloudTrail. */
export function protectionOf(stacks: readonly EstateStack[]): readonly ProtectedResource[] {
  return resourcesOf(stacks.filter(isAuditStack)).flatMap((placed) => {
    const settings = settingsOf(placed);
    return settings.length === 0 ? [] : [{ placed, settings }];
  });
}

function settingsOf({ resource }: PlacedResource): readonly Setting[] {
  return SETTINGS_BY_TYPE.get(resource.Type)?.(resource.Properties ?? {}) ?? [];
}
