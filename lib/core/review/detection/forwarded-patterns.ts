import { type EstateResource, type EstateStack, type PlacedResource, resourcesOf } from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { canonicalText } from '../../json/canonical-text';
import { groupBy } from '../../keyed/grouped';
import { type BusPattern, toBusPatterns } from '../../placement/to-bus-patterns';
import { at } from '../template-json';
import type { Route } from './decided-estate';

/** What a function on an event bus is described as. */
const ON_A_BUS = 'RealtimeAlerts';

const ALL_EVENTS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/**
 * Whether a resource is a rule of EventBridge that forwards events to a bus, in a stack that forwards all that the rules of the
 * function on this bus need: its pattern follows from these rules, which are compared themselves. Where one pattern of them is
 * missing, none does.
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
  const neededAt = patternsByBus(routes, new Resolver(stacks));
  const forwarding = resourcesOf(stacks).filter((placed) => patternOf(placed) !== undefined);
  return new Set(
    [...groupBy(forwarding, familyOf)].flatMap(([family, members]) => {
      const needed = members[0] === undefined ? [] : neededAt(members[0]);
      const isWhole =
        needed.length === members.length &&
        needed.every((pattern) => members.some((each) => forwards(each, pattern)));
      return isWhole ? [family] : [];
    }),
  );
}

/** The patterns that the function on the bus needs which a rule sends to; of a bus that is not known, those on which all functions agree. */
function patternsByBus(
  routes: readonly Route[],
  resolver: Resolver,
): (placed: PlacedResource) => readonly BusPattern[] {
  const needed = routes
    .filter(({ construct }) => construct === ON_A_BUS)
    .map((route) => ({ route, patterns: patternsFor(route) }));
  const [first, ...others] = needed.map(({ patterns }) => patterns);
  const isOne = others.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return ({ resource, stack }) => {
    const [target] = targetsOf(resource).map((arn) => resolver.value(arn, stack));
    const bus = resolver.target(target, ['AWS::Events::EventBus'])?.stack;
    if (bus === undefined) return (isOne && first) || [];
    const own = needed.find(({ route }) => route.account === bus.account && route.region === bus.region);
    return own?.patterns ?? [];
  };
}

function patternsFor(route: Route): readonly BusPattern[] {
  const meanings = route.meanings();
  if (meanings === 'pipeline') return [];
  return toBusPatterns([...meanings.values()].flatMap((each) => ('condition' in each ? [each] : [])))
    .patterns;
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

/** The rules of one construct are numbered, and send to one bus; the CDK appends a hash. */
function familyOf({ stack, logicalId, resource }: PlacedResource): string {
  return `${stack.name} ${logicalId.replace(/\d+[0-9A-F]{8}$/, '')} ${canonicalText(targetsOf(resource))}`;
}

function targetsOf({ Properties }: EstateResource): readonly unknown[] {
  const targets = at(Properties, 'Targets');
  return Array.isArray(targets) ? targets.map((target) => at(target, 'Arn')) : [];
}
