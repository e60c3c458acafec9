import { type EstateStack, type PlacedResource, resourcesOf } from '../../estate/estate';
import type { Resolver } from '../../estate/resolver';
import { canonicalValue, isValueObject, OpenText, Unknown, type Value } from '../../estate/values/value';
import { INVENTORY } from '../../inventory';
import { parsedText } from '../../inventory/judges/parsed-text';
import type { InventoryEntry } from '../../inventory/model';
import { itemsAt, leavesOf, valueAt, valuesAt } from '../../inventory/property-path';
import { grouped } from '../../keyed/grouped';
import { SILENCES_VARIABLE } from '../../settings/log-processor-settings';
import { isOfCloudTrail } from '../cloudtrail-pattern';
import { reachOf } from './reach';
import { outerSources, type Stranger, strangersOf } from './strangers';

/** A resource of the pipeline, or one that refers to it. */
export interface PipelineResource {
  readonly placed: PlacedResource;
  /** Its properties with everything that is known put in. */
  readonly properties: Value | undefined;
  /** Absent: its type has no entry in the inventory. */
  readonly entry?: InventoryEntry;
  /** Whether it is created; `undefined`: only the deployment knows. */
  readonly exists: boolean | undefined;
  /** The condition that decides it, where only the deployment knows: conditions of equal words are equal, whatever their names. */
  readonly under?: string;
  /** Whether it works for trailwatch, and not for a product that uses alerts. */
  readonly isOwn: boolean;
  /** Whether it is a part of the pipeline, or only refers to one, or is what one works as. */
  readonly place: 'part' | 'around' | 'outside';
  /** The part of an account and Region that it acts on without a reference, where that has parts of the pipeline. */
  readonly reach?: string;
  /** The targets of its links. */
  readonly named: readonly PlacedResource['resource'][];
  /** The receivers outside the templates to which it sends evidence or alerts. */
  readonly strangers: readonly Stranger[];
  /** The sources outside the templates that it gets events from. */
  readonly outer: readonly Value[];
}

/** Types that collect evidence, or act on it, by themselves. */
const SEEDS =
  /^AWS::CloudTrail::(Trail|EventDataStore|Channel)$|^Custom::Trailwatch|^AWS::ObservabilityAdmin::/;

/**
 * All resources, each with its place in the pipeline of evidence and alerts. Parts are trails, event data stores, resources with
 * trailwatch's metadata, their targets, and the resources that watch these; around them are resources that refer to any of them.
 */
export function pipelineOf(stacks: readonly EstateStack[], resolver: Resolver): readonly PipelineResource[] {
  const accounts = new Set(stacks.map(({ account }) => account));
  const all = resourcesOf(stacks).map((placed): PipelineResource => {
    const read = toResource(placed, resolver);
    const strangers = strangersOf(read, resolver, accounts);
    return { ...read, strangers, outer: outerSources(read, resolver), isOwn: isSeed(read) };
  });
  const byResource = new Map(all.map((each) => [each.placed.resource, each]));
  const targets = new Map(all.map((each) => [each, targetsOf(each, byResource, resolver)]));
  const watchers = new Map<PipelineResource, PipelineResource[]>();
  for (const [each, { watched, behind }] of targets)
    for (const target of [...watched, ...(feeds(each) ? behind.filter(isNoKey) : [])])
      watchers.set(target, [...(watchers.get(target) ?? []), each]);
  for (const [each, others] of [...alarmsOfMetrics(all), ...endpointsOfNetworks(all)])
    watchers.set(each, [...(watchers.get(each) ?? []), ...others]);
  const found = new Set<PipelineResource>();
  const waiting = all.filter(isSeed);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const { behind = [], watched = [] } = targets.get(next) ?? {};
    waiting.push(...behind, ...watched, ...(watchers.get(next) ?? []));
  }
  const withParts = new Set([...found].map(({ placed }) => placed.stack));
  const worksAs = new Set([...found].flatMap((each) => targets.get(each)?.worksAs ?? []));
  const paths = [...found].flatMap(
    ({ properties }) => valueAt(properties, `Environment.Variables.${SILENCES_VARIABLE}`) ?? [],
  );
  return all.map((each) => {
    const { behind = [], watched = [] } = targets.get(each) ?? {};
    const named = [...behind, ...watched].map(({ placed }) => placed.resource);
    if (found.has(each)) return { ...each, named, place: 'part' };
    // A dashboard names metrics, and not the resources that write them.
    const shows = each.entry?.roles.includes('shows') === true && withParts.has(each.placed.stack);
    if (worksAs.has(each) || shows || isSilence(each, paths)) return { ...each, place: 'around' };
    const mentioned = resourcesIn(each.properties, resolver).flatMap(
      ({ resource }) => byResource.get(resource) ?? [],
    );
    const reach = reachOf(each, mentioned, found);
    if (reach !== undefined) return { ...each, reach, place: 'around' };
    return mentioned.some((target) => found.has(target)) ? { ...each, place: 'around' } : each;
  });
}

/** A parameter under a path that functions read silences from: they read all that are there, and name none. */
function isSilence({ placed, properties }: PipelineResource, paths: readonly Value[]): boolean {
  const name = valueAt(properties, 'Name');
  return (
    placed.resource.Type === 'AWS::SSM::Parameter' &&
    typeof name === 'string' &&
    paths.some((path) => typeof path === 'string' && name.startsWith(`${path}/`))
  );
}

/** Whether its target depends on it: a rule on its targets, a function on the resources that it publishes to. */
function feeds({ entry }: PipelineResource): boolean {
  return (
    entry?.roles.some((role) => role === 'carries' || role === 'searches' || role === 'responds') === true
  );
}

/**
 * Metric filters, and the functions of trailwatch, each with the alarms on the metrics that it writes: a metric is named, and no reference
 * leads to it. A function writes all metrics of its namespace.
 */
function alarmsOfMetrics(
  all: readonly PipelineResource[],
): ReadonlyMap<PipelineResource, readonly PipelineResource[]> {
  const alarms = grouped(
    all.flatMap((each) => {
      const places = ['', 'Metrics[].MetricStat.Metric'];
      const metrics = metricsAt(each, places, 'AWS::CloudWatch::Alarm');
      const spaces = new Set(metrics.map(({ space }) => space));
      return [...metrics.map(({ metric }) => metric), ...spaces].map((key) => [key, each] as const);
    }),
  );
  return new Map(
    all.map((each) => [
      each,
      [
        ...metricsAt(each, ['MetricTransformations[]'], 'AWS::Logs::MetricFilter').map(
          ({ metric }) => metric,
        ),
        ...spaceOf(each),
      ].flatMap((key) => alarms.get(key) ?? []),
    ]),
  );
}

/** The namespace of the metrics that a function writes. */
function spaceOf({ placed: { stack, resource }, properties }: PipelineResource): readonly string[] {
  if (resource.Type !== 'AWS::Lambda::Function') return [];
  const space = valueAt(properties, 'Environment.Variables.TRAILWATCH_METRICS_NAMESPACE');
  return space === undefined ? [] : [keyOf(stack, space)];
}

function keyOf({ account, region }: PlacedResource['stack'], ...names: readonly Value[]): string {
  return canonicalValue([account ?? '', region ?? '', ...names]);
}

/** The metrics that a resource of the type names at some places, each with its account and Region. */
function metricsAt(
  { placed: { stack, resource }, properties }: PipelineResource,
  places: readonly string[],
  type: string,
): readonly { readonly space: string; readonly metric: string }[] {
  if (resource.Type !== type || properties === undefined) return [];
  return places
    .flatMap((place) => (place === '' ? [properties] : itemsAt(properties, place).map(({ value }) => value)))
    .flatMap((value) => {
      const [space, name] = [
        valueAt(value, 'Namespace') ?? valueAt(value, 'MetricNamespace'),
        valueAt(value, 'MetricName'),
      ];
      return space === undefined || name === undefined
        ? []
        : [{ space: keyOf(stack, space), metric: keyOf(stack, space, name) }];
    });
}

/** Functions and security groups, each with the endpoints of its VPC or subnets: requests go through them, and no reference leads there. */
function endpointsOfNetworks(
  all: readonly PipelineResource[],
): ReadonlyMap<PipelineResource, readonly PipelineResource[]> {
  const endpoints = grouped(
    all
      .filter(({ placed }) => placed.resource.Type === 'AWS::EC2::VPCEndpoint')
      .flatMap((each) => networksOf(each, ['VpcId', 'SubnetIds[]']).map((key) => [key, each] as const)),
  );
  const found = (each: PipelineResource, places: readonly string[]) =>
    [each, [...new Set(networksOf(each, places).flatMap((key) => endpoints.get(key) ?? []))]] as const;
  return new Map(
    all.flatMap((each) => {
      const { Type } = each.placed.resource;
      if (Type === 'AWS::Lambda::Function') return [found(each, ['VpcConfig.SubnetIds[]'])];
      return Type === 'AWS::EC2::SecurityGroup' ? [found(each, ['VpcId'])] : [];
    }),
  );
}

function networksOf({ placed: { stack }, properties }: PipelineResource, places: readonly string[]) {
  return places.flatMap((place) => itemsAt(properties, place)).map(({ value }) => keyOf(stack, value));
}

/** A key may also encrypt data other than evidence. */
function isNoKey({ placed }: PipelineResource): boolean {
  return !/^AWS::KMS::/.test(placed.resource.Type);
}

function toResource(placed: PlacedResource, resolver: Resolver): PipelineResource {
  const { stack, resource } = placed;
  const entry = Object.hasOwn(INVENTORY, resource.Type) ? INVENTORY[resource.Type] : undefined;
  const exists = resolver.exists(resource.Condition, stack);
  return {
    placed,
    properties: resolver.value(resource.Properties ?? {}, stack),
    ...(entry && { entry }),
    exists,
    ...(exists === undefined && { under: resolver.words(String(resource.Condition), stack) }),
    ...{ place: 'outside', named: [], strangers: [], outer: [], isOwn: false },
  };
}

type ByResource = ReadonlyMap<PlacedResource['resource'], PipelineResource>;

interface Targets {
  readonly behind: readonly PipelineResource[];
  readonly watched: readonly PipelineResource[];
  readonly worksAs: readonly PipelineResource[];
}

/** The targets of an entry's links. */
function targetsOf(each: PipelineResource, byResource: ByResource, resolver: Resolver): Targets {
  const of = (to: string): readonly PipelineResource[] =>
    (each.entry?.links ?? [])
      .filter((link) => link.to === to)
      .flatMap(({ path }) => valuesAt(path, [each.properties, undefined]).map(([, value]) => value))
      .flatMap((value) => resourcesIn(value, resolver))
      .flatMap((placed) => byResource.get(placed.resource) ?? []);
  return { behind: of('evidence'), watched: of('watches'), worksAs: of('works-as') };
}

/** Every resource of the estate that a value refers to, in whatever part of it, also of JSON in a text. */
export function resourcesIn(value: Value | undefined, resolver: Resolver): readonly PlacedResource[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return (value as readonly Value[]).flatMap((item) => resourcesIn(item, resolver));
  if (isValueObject(value)) return Object.values(value).flatMap((item) => resourcesIn(item, resolver));
  const whole = resolver.target(value);
  if (whole !== undefined) return [whole];
  const said = parsedText(value);
  if (typeof said === 'object' && said !== null) return resourcesIn(said, resolver);
  if (!(value instanceof OpenText)) return [];
  return value.parts.flatMap((part) => (part instanceof Unknown ? (resolver.target(part) ?? []) : []));
}

function isSeed({ placed: { resource }, properties, entry }: PipelineResource): boolean {
  if (SEEDS.test(resource.Type)) return true;
  const metadata = (resource.Metadata ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(metadata, 'Trailwatch')) return entry !== undefined;
  if (resource.Type === 'AWS::Lambda::Function')
    return leavesOf(valueAt(properties, 'Environment.Variables')).some(({ path }) =>
      path.startsWith('TRAILWATCH_'),
    );
  return resource.Type === 'AWS::Events::Rule' && isOfCloudTrail(valueAt(properties, 'EventPattern'));
}
