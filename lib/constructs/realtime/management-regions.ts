import {
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
import { outermostStack } from '../resource/describe-resource';
import type { RuleSet } from '../rule/rule-set';
import { RealtimeAlertsRegion } from './realtime-alerts-region';

/** What the management account sends, from where, and where to. */
export interface ManagementRegions {
  readonly busArn: string;
  readonly regions: readonly string[];
  readonly rules: RuleSet;
  /** The StackSet that leaves the account out. */
  readonly members: CfnStackSet;
}

/**
 * Creates what a service-managed StackSet does not create in the management account, its own: a `RealtimeAlertsRegion` in each Region
 * that has none yet. That of the stack's Region is in the stack, and each other one in a stack of that Region, which is deployed first.
 *
 * Where Region or bus are known to the deployment only, no other Region can refer to them, and nothing is created.
 */
export function coverManagementAccount(
  scope: Construct,
  { busArn, regions, rules, members }: ManagementRegions,
): void {
  const own = outermostStack(Stack.of(scope));
  // a partition is what every Region of an organization shares
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
    // whoever deploys the stack deploys those of its other Regions
    if (!isOwn) members.node.addDependency(part);
  }
}

/** The stack of a Region beside another one. Its name begins with that one's, and so do the names of what is in it. */
function stackIn(region: string, own: Stack): Stack {
  const scope = Stage.of(own) ?? own;
  const id = `${own.stackName}-realtime-${region}`;
  const existing = scope.node.tryFindChild(id);
  if (existing instanceof Stack) return existing;
  const { account, synthesizer } = own;
  return new Stack(scope, id, {
    description: `Sends what the rules of trailwatch may match from ${region} to the home bus`,
    stackName: id,
    env: { account: Token.isUnresolved(account) ? undefined : account, region },
    synthesizer: synthesizer instanceof DefaultStackSynthesizer ? withRolesOf(synthesizer) : undefined,
    terminationProtection: own.terminationProtection,
  });
}

/** It has no assets, so its Region need not be bootstrapped: the roles of the other stack's Region deploy it. */
function withRolesOf({
  deployRoleArn,
  cloudFormationExecutionRoleArn,
}: DefaultStackSynthesizer): BootstraplessSynthesizer {
  return new BootstraplessSynthesizer({ deployRoleArn, cloudFormationExecutionRoleArn });
}

/** The Regions of the app that send to a bus, in the order in which they stand in the tree. */
export function regionsThatSend(scope: IConstruct, busArn: string): readonly RealtimeAlertsRegion[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsRegion => node instanceof RealtimeAlertsRegion)
    .filter((region) => region.busArn === busArn);
}
