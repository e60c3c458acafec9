import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../../estate/estate-stack';
import { isAuditStack } from '../evidence/audit-stack';
import type { ResourcePair } from '../evidence/pair-stacks';
import { type ChangeKind, type ReviewChange, toChange } from '../review-change';
import type { Area, Setting } from './setting';
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

/** Settings of the same resources that protect less, or more, than before. */
export function compareProtection(pairs: readonly ResourcePair[]): readonly ReviewChange[] {
  return pairs
    .filter(({ head }) => isAuditStack(head.stack))
    .flatMap(({ base, head }) => {
      const [before, after] = [settingsOf(base), settingsOf(head)];
      const names = [...new Set([...before, ...after].map(({ area, name }) => `${area} ${name}`))];
      return names.flatMap((name) => {
        const find = (settings: readonly Setting[]): Setting | undefined =>
          settings.find((each) => `${each.area} ${each.name}` === name);
        const [one, other] = [find(before), find(after)];
        return toSettingChange(one ?? asForever(other), other ?? asForever(one), head);
      });
    });
}

/** Settings come by name, such as one for each prefix of a lifecycle: where there is none, nothing is deleted. */
function asForever(setting: Setting | undefined): Setting | undefined {
  return setting && { ...setting, value: 'forever', rank: Number.POSITIVE_INFINITY };
}

const KINDS: Readonly<Record<Area, readonly [weaker: ChangeKind, stronger: ChangeKind]>> = {
  integrity: ['integrity-weakened', 'integrity-strengthened'],
  retention: ['retention-shortened', 'retention-extended'],
  encryption: ['encryption-weakened', 'encryption-strengthened'],
  delivery: ['delivery-weakened', 'delivery-strengthened'],
  access: ['access-widened', 'access-narrowed'],
  logging: ['logging-reduced', 'logging-added'],
};

function toSettingChange(
  before: Setting | undefined,
  after: Setting | undefined,
  head: PlacedResource,
): readonly ReviewChange[] {
  if (before === undefined || after === undefined) return [];
  if (before.value === after.value && before.rank === after.rank) return [];
  const kind = kindOf(before, after);
  const { file, account, region } = head.stack;
  return [
    toChange(kind, `${after.name} of ${resourceName(head)}`, `${before.value} → ${after.value}`, {
      ...{ file, logicalId: head.logicalId },
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    }),
  ];
}

function kindOf(before: Setting, after: Setting): ChangeKind {
  if (before.rank === undefined || after.rank === undefined) return 'setting-unknown';
  const [weaker, stronger] = KINDS[after.area];
  if (after.rank === before.rank) return 'setting-changed';
  return after.rank < before.rank ? weaker : stronger;
}
