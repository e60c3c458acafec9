import type { EstateStack, PlacedResource } from '../../estate/estate';
import { groupBy } from '../../keyed/grouped';
import { type BusPattern, toBusPatterns } from '../../placement/to-bus-patterns';
import { at } from '../template-json';
import type { Route } from './decided-estate';

/** What a function on an event bus is described as. */
const ON_A_BUS = 'RealtimeAlerts';

const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/**
 * Whether a resource is a rule of EventBridge that forwards events to a function on a bus, in a stack that forwards all that the rules of
 * the function need: its pattern follows from these rules, which are compared themselves. Where one pattern of them is missing, none does.
 */
export function forwardsForRules(
  routes: readonly Route[],
  stacks: readonly EstateStack[],
): (placed: PlacedResource) => boolean {
  let families: ReadonlySet<string> | undefined;
  return (placed) => {
    if (patternOf(placed) === undefined) return false;
    families ??= completeFamilies(routes, stacks);
    return families.has(familyOf(placed));
  };
}

function completeFamilies(routes: readonly Route[], stacks: readonly EstateStack[]): ReadonlySet<string> {
  const sets = routes.flatMap((route) => {
    const meanings = route.construct === ON_A_BUS ? route.meanings() : new Map();
    if (meanings === 'pipeline' || meanings.size === 0) return [];
    const rules = [...meanings.values()].flatMap((each) => ('condition' in each ? [each] : []));
    return [toBusPatterns(rules).patterns];
  });
  return new Set(
    stacks.flatMap((stack) => {
      const placed = Object.entries(stack.template.Resources).map(([logicalId, resource]) => ({
        stack,
        logicalId,
        resource,
      }));
      const groups = groupBy(placed, familyOf);
      return [...groups].flatMap(([family, members]) => {
        const forwarding = members.filter((each) => patternOf(each) !== undefined);
        const isWhole = sets.some(
          (needed) =>
            needed.length === forwarding.length &&
            needed.every((pattern) => forwarding.some((each) => forwards(each, pattern))),
        );
        return isWhole ? [family] : [];
      });
    }),
  );
}

/** Without the state, EventBridge sends no events of calls that only read. */
function forwards(placed: PlacedResource, { text, includesReads }: BusPattern): boolean {
  const states = [ALL_EVENTS, ...(includesReads ? [] : ['ENABLED', undefined])];
  return (
    patternOf(placed) === text &&
    states.includes(at(placed.resource.Properties, 'State') as string | undefined)
  );
}

/** The event pattern as the library writes it: JSON in a text. */
function patternOf({ resource }: PlacedResource): string | undefined {
  const pattern = resource.Type === 'AWS::Events::Rule' ? at(resource.Properties, 'EventPattern') : undefined;
  return typeof pattern === 'string' ? pattern : undefined;
}

/** The rules of one construct are numbered; the CDK appends a hash. */
function familyOf({ stack, logicalId }: PlacedResource): string {
  return `${stack.name} ${logicalId.replace(/\d+[0-9A-F]{8}$/, '')}`;
}
