import { Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { isLogged } from '../../core/selector/explain/explain-selection';
import type { Selection } from '../../core/selector/selection';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import { partitionOfRegion } from '../preflight/check-partition';

/** A trail of the app, with the properties that checks over all trails need. */
export interface AppTrail {
  /** The construct that represents it. */
  readonly construct: IConstruct;
  /** Whether it belongs to another library, which adds no warnings. */
  readonly isForeign: boolean;
  /** Whether it exists already. */
  readonly isImported: boolean;
  /** The trail's name; undefined if it is known only at deployment. */
  readonly trailName: string | undefined;
  /** What a message calls it. */
  readonly name: string;
  /** The account that owns it or, if not known, a placeholder that only trails of the same stack share. */
  readonly owner: string;
  /** The home Region, or such a placeholder. */
  readonly region: string;
  /** The partition; undefined if it is known only at deployment. */
  readonly partition: string | undefined;
  /** An imported trail of which only the ARN is known is considered a single-Region trail. */
  readonly isMultiRegion: boolean;
  readonly isOrganizationTrail: boolean;
  /** The account of the log group that it delivers to, or such a placeholder; undefined if not known. */
  readonly logGroupAccount: string | undefined;
  /** Whether it logs read, and write, management events; false if not known. */
  readonly logsReads: boolean;
  readonly logsWrites: boolean;
}

/** The properties that a trail of this library registers. */
export interface DeclaredTrail {
  readonly identity: TrailIdentity;
  readonly selection: Selection;
}

/** An imported trail, as far as the app knows it. */
export interface DeclaredImport {
  readonly trailName: string;
  readonly account: string;
  readonly region: string;
  readonly isMultiRegion: boolean;
  /** Undefined if only the ARN of the trail is known. */
  readonly identity?: TrailIdentity;
  readonly selection?: Selection;
  readonly logGroup?: ILogGroup;
  readonly archive?: ILogArchive;
}

const created = new WeakMap<IConstruct, DeclaredTrail>();
const imported = new WeakMap<IConstruct, DeclaredImport>();

/** Registers the events that a trail of this library logs. Trails of other libraries are known by their resource only. */
export function declareTrail(resource: CfnTrail, trail: DeclaredTrail): void {
  created.set(resource, trail);
}

/** Registers an imported trail for the checks over all trails of the app. */
export function declareImport(construct: IConstruct, trail: DeclaredImport): void {
  imported.set(construct, trail);
}

/** The events that the trails with these identities log; undefined unless all of them are registered trails of this app. */
export function findSelections(
  node: IConstruct,
  identities: readonly TrailIdentity[],
): readonly Selection[] | undefined {
  const trails = node.node.root.node
    .findAll()
    .flatMap((child) => created.get(child) ?? imported.get(child) ?? []);
  const found = identities.map(
    ({ trailArn }) =>
      trails.find(({ identity, selection }) => identity?.trailArn === trailArn && selection !== undefined)
        ?.selection,
  );
  return found.every((selection) => selection !== undefined) ? found : undefined;
}

/** The resource of the trail with an ARN, if it is one of this app. */
export function findTrailResource(node: IConstruct, trailArn: string): CfnTrail | undefined {
  return node.node.root.node
    .findAll()
    .find(
      (child): child is CfnTrail =>
        child instanceof CfnTrail && created.get(child)?.identity.trailArn === trailArn,
    );
}

/** What an imported trail with an ARN logs, as the app says it; undefined if it does not. */
export function importedSelection(node: IConstruct, trailArn: string): Selection | undefined {
  const trails = node.node.root.node.findAll().flatMap((child) => imported.get(child) ?? []);
  return trails.find(({ identity, selection }) => identity?.trailArn === trailArn && selection !== undefined)
    ?.selection;
}

/** The known properties of an imported trail; undefined for any other. */
export function importOf(trail: IConstruct): DeclaredImport | undefined {
  return imported.get(trail);
}

/** Every trail of the app: first the existing ones, without duplicates, then the others in tree order. */
export function findAppTrails(node: IConstruct): readonly AppTrail[] {
  const nodes = node.node.root.node.findAll();
  const own = nodes.filter((child): child is CfnTrail => child instanceof CfnTrail);
  return [...findImports(nodes), ...own.map(toAppTrail)];
}

/** Of several constructs for one trail, the one with the most properties. */
function findImports(nodes: readonly IConstruct[]): readonly AppTrail[] {
  const found = nodes.flatMap((node) => {
    const trail = imported.get(node);
    return trail === undefined
      ? []
      : [{ trail, amount: amountSaid(trail), as: toImportedTrail(node, trail) }];
  });
  const sorted = found.sort((one, other) => other.amount - one.amount).map(({ as }) => as);
  return sorted.filter((trail, at) => !sorted.slice(0, at).some((other) => isSameTrail(trail, other)));
}

function amountSaid({ identity, selection, logGroup }: DeclaredImport): number {
  return [identity, selection, logGroup].filter((one) => one !== undefined).length;
}

/** The trail that a resource of the app creates; undefined if it creates none. */
export function appTrailOf(resource: CfnTrail, trails: readonly AppTrail[]): AppTrail | undefined {
  return trails.find(({ construct }) => construct === constructOf(resource));
}

/** Whether both are the same trail: equal name, account and Region. */
export function isSameTrail(one: AppTrail, other: AppTrail): boolean {
  return (
    one.trailName !== undefined &&
    one.trailName === other.trailName &&
    one.owner === other.owner &&
    one.region === other.region
  );
}

/** An account or Region or, if not known, a placeholder for that of the stack. */
export function knownOr(text: string, stack: Stack): string {
  return Token.isUnresolved(text) ? `that of ${stack.node.path}` : text;
}

function toAppTrail(resource: CfnTrail): AppTrail {
  const stack = Stack.of(resource);
  const { identity, selection } = created.get(resource) ?? {};
  const given = identity?.trailName ?? resource.trailName;
  return {
    construct: constructOf(resource),
    isForeign: !created.has(resource),
    isImported: false,
    trailName: Token.isUnresolved(given) ? undefined : given,
    name: identity?.trailName ?? resource.node.path,
    owner: knownOr(identity?.ownerAccount ?? stack.account, stack),
    region: knownOr(identity?.homeRegion ?? stack.region, stack),
    partition: partitionOfRegion(stack.region),
    isMultiRegion: resource.isMultiRegionTrail === true,
    isOrganizationTrail: resource.isOrganizationTrail === true,
    logGroupAccount:
      resource.cloudWatchLogsLogGroupArn === undefined ? undefined : knownOr(stack.account, stack),
    ...logsOf(selection ?? selectionOfForeign(resource)),
  };
}

function toImportedTrail(construct: IConstruct, trail: DeclaredImport): AppTrail {
  const { trailName, account, region, isMultiRegion, identity, logGroup, selection } = trail;
  const stack = Stack.of(construct);
  return {
    construct,
    isForeign: false,
    isImported: true,
    trailName: Token.isUnresolved(trailName) ? undefined : trailName,
    name: trailName,
    owner: knownOr(account, stack),
    region: knownOr(region, stack),
    partition: partitionOfRegion(region),
    isMultiRegion,
    isOrganizationTrail: identity?.isOrganizationTrail === true,
    logGroupAccount: logGroup === undefined ? undefined : knownOr(logGroup.env.account, Stack.of(logGroup)),
    ...logsOf(selection),
  };
}

/** The resource itself, or the construct of another library that consists of it. */
function constructOf(resource: CfnTrail): IConstruct {
  const { id, scope } = resource.node;
  return id === 'Resource' && scope !== undefined ? scope : resource;
}

function logsOf(selection: Selection | undefined): Pick<AppTrail, 'logsReads' | 'logsWrites'> {
  const logs = (readOnly: boolean) =>
    selection !== undefined && isLogged(selection, managementCall(readOnly)) === true;
  return { logsReads: logs(true), logsWrites: logs(false) };
}

/**
 * Without selectors, a trail logs all management events. Basic ones, as in the CDK's own `Trail`, are read if they are literal.
 */
function selectionOfForeign(trail: CfnTrail): Selection | undefined {
  if (trail.advancedEventSelectors !== undefined) return undefined;
  const selectors: unknown = Stack.of(trail).resolve(trail.eventSelectors) ?? [];
  if (!Array.isArray(selectors)) return undefined;
  const basic = selectors.map(({ readWriteType = 'All', includeManagementEvents = true }) => ({
    readWriteType,
    includeManagementEvents,
  }));
  const isKnown = basic.every(
    (each) => typeof each.readWriteType === 'string' && typeof each.includeManagementEvents === 'boolean',
  );
  if (!isKnown) return undefined;
  return {
    destination: 'trail',
    isLogging: trail.isLogging === true,
    ...(basic.length === 0 ? {} : { basic }),
  };
}

function managementCall(readOnly: boolean): object {
  return { eventCategory: 'Management', eventType: 'AwsApiCall', eventSource: 'ec2.amazonaws.com', readOnly };
}
