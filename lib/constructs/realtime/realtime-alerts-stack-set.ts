import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  BootstraplessSynthesizer,
  CfnParameter,
  CfnStackSet,
  FileSystem,
  Names,
  Resource,
  Stack,
  Stage,
  Token,
} from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { checkRegion } from '../identity/check-region';
import { checkName } from '../preflight/check-name';
import { RuleSet } from '../rule/rule-set';
import { forwardedPatterns } from './bus-patterns';
import { RealtimeAlertsRegion } from './realtime-alerts-region';

/** Properties of `RealtimeAlertsStackSet`. */
export interface RealtimeAlertsStackSetProps {
  /** Where the events go: `RealtimeAlerts.busArn`. */
  readonly busArn: string;

  /** The Regions, us-east-1 among them: events of global services come there only. */
  readonly regions: string[];

  /** The organizational units or the root whose accounts are meant: `ou-…`, `r-…`. Accounts that join later, too. */
  readonly organizationalUnitIds: string[];

  /**
   * What to look for: `RealtimeAlerts.rules`.
   *
   * @default RuleSet.builtIn()
   */
  readonly rules?: RuleSet;

  /**
   * Whether the stack's account is a delegated administrator of StackSets, and not the management account.
   *
   * @default false
   */
  readonly delegatedAdministrator?: boolean;
}

/**
 * A `RealtimeAlertsRegion` in every account and Region of an organization, by one StackSet with service-managed
 * permissions: accounts that join get theirs by themselves, and those that leave lose it.
 *
 * In the management account, or that of a delegated administrator. Service-managed StackSets leave the management
 * account itself out: give it a `RealtimeAlertsRegion` for each Region.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type RealtimeAlerts, RealtimeAlertsStackSet } from 'cdk-trailwatch';
 *
 * declare const management: Stack;
 * declare const realtime: RealtimeAlerts;
 * new RealtimeAlertsStackSet(management, 'Realtime', {
 *   busArn: realtime.busArn,
 *   rules: realtime.rules,
 *   regions: ['eu-west-1', 'us-east-1'],
 *   organizationalUnitIds: ['r-abcd'],
 * });
 */
export class RealtimeAlertsStackSet extends Resource {
  /** The Regions. */
  public readonly regions: string[];

  /** Where the events go. */
  public readonly busArn: string;

  /** Whether its account is a delegated administrator of StackSets. */
  public readonly delegatedAdministrator: boolean;

  constructor(scope: Construct, id: string, props: RealtimeAlertsStackSetProps) {
    super(scope, id);
    check(props);
    forwardedPatterns(props.rules ?? RuleSet.builtIn(), props.regions);
    this.regions = [...props.regions];
    this.busArn = props.busArn;
    this.delegatedAdministrator = props.delegatedAdministrator ?? false;
    const template = new Asset(this, 'Template', {
      path: writeTemplate(this, props.rules ?? RuleSet.builtIn()),
    });
    this.node.defaultChild = new CfnStackSet(this, 'StackSet', {
      stackSetName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: 'Sends what the rules of trailwatch may match to the home bus',
      permissionModel: 'SERVICE_MANAGED',
      callAs: this.delegatedAdministrator ? 'DELEGATED_ADMIN' : 'SELF',
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      capabilities: ['CAPABILITY_IAM'],
      // An untyped property: CloudFormation's own spelling.
      managedExecution: { Active: true },
      operationPreferences: {
        regionConcurrencyType: 'PARALLEL',
        failureTolerancePercentage: 100,
        maxConcurrentPercentage: 100,
      },
      parameters: [{ parameterKey: BUS_PARAMETER, parameterValue: props.busArn }],
      stackInstancesGroup: [
        {
          deploymentTargets: { organizationalUnitIds: props.organizationalUnitIds },
          regions: props.regions,
        },
      ],
      templateUrl: template.httpUrl,
    });
  }
}

const BUS_PARAMETER = 'BusArn';

function check({ busArn, regions, organizationalUnitIds }: RealtimeAlertsStackSetProps): void {
  if (regions.length === 0) throw new Error('regions names none, so the StackSet would have no stack');
  if (organizationalUnitIds.length === 0) {
    throw new Error('organizationalUnitIds names none; the root (r-…) stands for the whole organization');
  }
  for (const region of regions) checkRegion('regions', region);
  const wrong = organizationalUnitIds.find(
    (id) => !Token.isUnresolved(id) && !/^(ou|r)-[a-z0-9-]{4,}$/.test(id),
  );
  if (wrong === undefined) {
    checkName('busArn', 'event bus ARN', busArn);
    return;
  }
  throw new Error(`organizationalUnitIds holds '${wrong}', which is neither a root (r-…) nor a unit (ou-…)`);
}

/**
 * The template of one account and Region, synthesized from the same construct that stacks of this app hold. It is a file
 * of its own: with the built-in rules it is longer than the 51,200 bytes that a template in a property may have.
 */
function writeTemplate(scope: Construct, rules: RuleSet): string {
  const app = new App({ outdir: FileSystem.mkdtemp('trailwatch-stack-set-'), analyticsReporting: false });
  const stack = new Stack(app, 'Region', { synthesizer: new BootstraplessSynthesizer() });
  const busArn = new CfnParameter(stack, BUS_PARAMETER, { description: 'The home bus of trailwatch' });
  new RealtimeAlertsRegion(stack, 'Realtime', { busArn: busArn.valueAsString, rules });
  const template = JSON.stringify(app.synth().getStackArtifact(stack.artifactId).template);
  const folder = Stage.of(scope)?.outdir ?? FileSystem.tmpdir;
  const hash = createHash('sha256').update(template).digest('hex');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `realtime-alerts-region.${hash}.json`);
  writeFileSync(file, template);
  return file;
}
