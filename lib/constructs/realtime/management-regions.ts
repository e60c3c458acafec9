import {
  AspectPriority,
  Aspects,
  Aws,
  BootstraplessSynthesizer,
  type CfnStackSet,
  DefaultStackSynthesizer,
  Names,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { gateTemplate } from '../preflight/template-gate';
import { outermostStack } from '../resource/describe-resource';
import type { RuleSet } from '../rule/rule-set';
import { RealtimeAlertsRegion } from './realtime-alerts-region';
import { boundaryOf } from './stack-set-template';

/** The events that the management account sends, the source Regions, and the destination. */
export interface ManagementRegions {
  readonly busArn: string;
  readonly regions: readonly string[];
  readonly rules: RuleSet;
  /** The StackSet that excludes the account. */
  readonly members: CfnStackSet;
}

/**
 * Creates the stacks that a service-managed StackSet does not create in the management account: a `RealtimeAlertsRegion` in
 * each Region that has none yet. The one for the stack's Region is created in the stack, and each other one in a stack of its
 * Region, which is deployed first.
 *
 * If the Region or bus is known only at deployment, other Regions cannot refer to them, and nothing is created.
 */
export function coverManagementAccount(
  scope: Construct,
  { busArn, regions, rules, members }: ManagementRegions,
): void {
  const own = outermostStack(Stack.of(scope));
  // all Regions of an organization are in one partition
  const bus = busArn.replaceAll(Aws.PARTITION, 'aws');
  if ([own.region, bus, ...regions].some(Token.isUnresolved)) return;
  const covered = regionsThatSend(scope, busArn)
    .map((region) => Stack.of(region))
    .filter(({ account }) => account === own.account)
    .map(({ region }) => region);
  for (const region of regions.filter((one) => !covered.includes(one))) {
    const isOwn = region === own.region;
    const [place, id] = isOwn
      ? [scope, 'ManagementAccount']
      : [stackIn(region, own), Names.uniqueResourceName(scope, {})];
    const part = new RealtimeAlertsRegion(place, id, { busArn, rules });
    // the stacks of its other Regions are deployed with the stack
    if (!isOwn) members.node.addDependency(part);
  }
}

/** What the names of the stacks for other Regions are like, which are named after a stack. */
export function otherRegionsPattern(stack: Stack): string {
  return nameIn('*', outermostStack(stack));
}

function nameIn(region: string, { stackName }: Stack): string {
  return `${stackName}-realtime-${region}`;
}

/** The stack for another Region. Its name and the names of its resources begin with the name of the first stack. */
function stackIn(region: string, own: Stack): Stack {
  const scope = Stage.of(own) ?? own;
  const id = nameIn(region, own);
  const existing = scope.node.tryFindChild(id);
  if (existing instanceof Stack) return existing;
  const { account, synthesizer } = own;
  const stack = new Stack(scope, id, {
    description: `Sends events for the rules of trailwatch from ${region} to the home bus`,
    stackName: id,
    env: { account: Token.isUnresolved(account) ? undefined : account, region },
    synthesizer: synthesizer instanceof DefaultStackSynthesizer ? withRolesOf(synthesizer) : undefined,
    terminationProtection: own.terminationProtection,
    permissionsBoundary: boundaryOf(own),
    tags: own.tags.tagValues(),
  });
  gateTemplate(stack);
  letAspectsVisit(stack, own);
  return stack;
}

const { MUTATING, DEFAULT, READONLY } = AspectPriority;

/** The priorities at which Aspects visit the stack, and the first one that is no longer meant by each. */
const PRIORITIES = [
  [MUTATING, DEFAULT],
  [DEFAULT, READONLY],
  [READONLY, Number.POSITIVE_INFINITY],
] as const;

/**
 * Lets the Aspects of the first stack, and of the scopes that only it is in, visit the stack, also those that are added later: tags,
 * permissions boundaries, and checks.
 */
function letAspectsVisit(stack: Stack, own: Stack): void {
  const scopes = own.node.scopes.filter((scope) => !stack.node.scopes.includes(scope));
  const visitWith = (node: IConstruct, isMeant: (priority: number) => boolean) => {
    for (const { aspect, priority } of scopes.flatMap((scope) => Aspects.of(scope).applied)) {
      if (isMeant(priority)) aspect.visit(node);
    }
  };
  for (const [priority, next] of PRIORITIES) {
    const isMeant = (one: number) => one < next && (one >= priority || priority === MUTATING);
    Aspects.of(stack).add({ visit: (node) => visitWith(node, isMeant) }, { priority });
  }
}

/**
 * The roles of the other stack's Region deploy it. It has no assets: its Region needs a bootstrap bucket only for a template of more than
 * 51,200 bytes, which the patterns of the default rules make. The CDK does not expose the external id and the session tags with which
 * the CLI assumes the roles: this stack is deployed without them.
 */
function withRolesOf({
  deployRoleArn,
  cloudFormationExecutionRoleArn,
}: DefaultStackSynthesizer): BootstraplessSynthesizer {
  return new BootstraplessSynthesizer({ deployRoleArn, cloudFormationExecutionRoleArn });
}

/** The Regions of the app that send to a bus, in tree order. */
export function regionsThatSend(scope: IConstruct, busArn: string): readonly RealtimeAlertsRegion[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsRegion => node instanceof RealtimeAlertsRegion)
    .filter((region) => region.busArn === busArn);
}
