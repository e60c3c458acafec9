import { Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { isLogged } from '../../core/selector/explain/explain-selection';
import type { Selection } from '../../core/selector/selection';
import type { TrailIdentity } from '../identity/trail-identity';

/** A trail of the app, as far as checks over all of them need to know it. */
export interface AppTrail {
  readonly resource: CfnTrail;
  readonly name: string;
  /** The account that owns it; where that is not known, a text that only trails of the same stack share. */
  readonly owner: string;
  /** The home Region, or such a text. */
  readonly region: string;
  /** The partition; undefined where only the deployment knows it. */
  readonly partition: string | undefined;
  readonly isMultiRegion: boolean;
  readonly isOrganizationTrail: boolean;
  /** Whether it logs calls that read, and calls that write, of management events; unknown counts as not. */
  readonly logsReads: boolean;
  readonly logsWrites: boolean;
}

interface Declared {
  readonly identity: TrailIdentity;
  readonly selection: Selection;
}

const declared = new WeakMap<CfnTrail, Declared>();

/** Makes known what a trail of ours logs. Trails of other libraries are known by their resource alone. */
export function declareTrail(resource: CfnTrail, trail: Declared): void {
  declared.set(resource, trail);
}

/** What the trails log that are meant by these identities; undefined unless all of them are trails of this app. */
export function findSelections(
  node: IConstruct,
  identities: readonly TrailIdentity[],
): readonly Selection[] | undefined {
  const trails = node.node.root.node
    .findAll()
    .flatMap((child) => (child instanceof CfnTrail ? (declared.get(child) ?? []) : []));
  const found = identities.map((identity) =>
    trails.find((trail) => trail.identity.trailArn === identity.trailArn),
  );
  return found.every((trail) => trail !== undefined) ? found.map(({ selection }) => selection) : undefined;
}

/** Every trail of the app, in the order in which they stand in the tree. */
export function findAppTrails(node: IConstruct): readonly AppTrail[] {
  return node.node.root.node
    .findAll()
    .filter((child): child is CfnTrail => child instanceof CfnTrail)
    .map(toAppTrail);
}

function toAppTrail(resource: CfnTrail): AppTrail {
  const stack = Stack.of(resource);
  const { identity, selection } = declared.get(resource) ?? {};
  const known = selection ?? selectionOfForeign(resource);
  const logs = (readOnly: boolean) =>
    known !== undefined && isLogged(known, managementCall(readOnly)) === true;
  return {
    resource,
    name: identity?.trailName ?? resource.node.path,
    owner: knownOr(identity?.ownerAccount ?? stack.account, stack),
    region: knownOr(stack.region, stack),
    partition: Token.isUnresolved(stack.region) ? undefined : RegionInfo.get(stack.region).partition,
    isMultiRegion: resource.isMultiRegionTrail === true,
    isOrganizationTrail: resource.isOrganizationTrail === true,
    logsReads: logs(true),
    logsWrites: logs(false),
  };
}

function knownOr(text: string, stack: Stack): string {
  return Token.isUnresolved(text) ? `that of ${stack.node.path}` : text;
}

/** Without selectors a trail logs all management events; what others say with them is not looked into. */
function selectionOfForeign(trail: CfnTrail): Selection | undefined {
  if (trail.eventSelectors !== undefined || trail.advancedEventSelectors !== undefined) return undefined;
  return { destination: 'trail', isLogging: trail.isLogging === true };
}

function managementCall(readOnly: boolean): object {
  return { eventCategory: 'Management', eventType: 'AwsApiCall', eventSource: 'ec2.amazonaws.com', readOnly };
}
