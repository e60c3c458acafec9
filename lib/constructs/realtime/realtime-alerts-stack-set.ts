import {
  CfnParameter,
  CfnStackSet,
  type CfnStackSetProps,
  Names,
  type Reference,
  type ResolutionTypeHint,
  Resource,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkRegionHere } from '../identity/check-region';
import { checkName } from '../preflight/check-name';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { noteOfAdministration } from '../preflight/report-finding';
import { RuleSet } from '../rule/rule-set';
import { coverManagementAccount } from './management-regions';
import { forwardedPatterns, RealtimeAlertsRegion } from './realtime-alerts-region';
import {
  checkPreferences,
  checkTargets,
  preferenceProperty,
  type SelfManagedStackSet,
  type StackSetOperationPreferences,
  targetProperties,
} from './stack-set-deployment';
import { StackSetTemplate } from './stack-set-template';

/** Properties of `RealtimeAlertsStackSet`. */
export interface RealtimeAlertsStackSetProps {
  /** The home bus that receives the events: `RealtimeAlerts.busArn`. */
  readonly busArn: string;

  /** The Regions. They must include us-east-1, the only Region with the events of global services. */
  readonly regions: string[];

  /**
   * The organizational units or the root to deploy to: `ou-…`, `r-…`. Accounts that join later are included.
   *
   * @default - none; required unless selfManaged is set
   */
  readonly organizationalUnitIds?: string[];

  /**
   * Accounts of these units to exclude, 12 digits each.
   *
   * @default - none
   */
  readonly excludedAccounts?: string[];

  /**
   * Whether an account that leaves the organization or unit keeps its stack.
   *
   * @default false
   */
  readonly retainStacksOnAccountRemoval?: boolean;

  /**
   * The accounts and roles of self-managed permissions, instead of organizational units.
   *
   * @default - service-managed permissions
   */
  readonly selfManaged?: SelfManagedStackSet;

  /**
   * The rules: `RealtimeAlerts.rules`.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * Whether the stack's account is a delegated administrator for StackSets instead of the management account.
   *
   * @default false
   */
  readonly delegatedAdministrator?: boolean;

  /**
   * Whether the management account also sends its own events from these Regions. StackSets exclude it, so its part for the
   * stack's Region is created in the stack, and each other one in its own stack, named after this stack and the Region, which
   * must be bootstrapped for the CDK (docs/deploy/organization.md). They have the tags, the permissions boundary, the Aspects and the bootstrap
   * roles of this stack, but not the external id (`deployRoleExternalId`) and the session tags of its synthesizer. Regions in which the
   * management account already has a `RealtimeAlertsRegion` are skipped.
   *
   * @default true; false where the stack's account is a delegated administrator, with selfManaged, and where the bus or
   * the stack's Region is known only at deployment
   */
  readonly includeManagementAccount?: boolean;

  /**
   * The name of a managed policy that is the permissions boundary of the role in each stack. Each account must have a policy
   * with this name; a policy of this app cannot be referenced.
   *
   * @default - the permissions boundary of the app's context, if there is one
   */
  readonly permissionsBoundaryName?: string;

  /**
   * Tags of the StackSet, which CloudFormation also applies to its stacks and their resources. Tags of the app, a stage or the
   * stack apply, too.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * The name of the StackSet. CloudFormation replaces a StackSet whose name changes.
   *
   * @default - a unique name
   */
  readonly stackSetName?: string;

  /**
   * How stacks are created, changed and deleted.
   *
   * @default - in all Regions and accounts at once, whether or not one of them fails
   */
  readonly operationPreferences?: StackSetOperationPreferences;

  /**
   * Whether operations that do not conflict are performed concurrently, and the others queued.
   *
   * @default true
   */
  readonly managedExecution?: boolean;
}

/** The StackSet of a template of the construct tree. */
class TemplateStackSet extends CfnStackSet {
  private readonly path: string;

  constructor(scope: Construct, id: string, { template, ...props }: TemplateStackSetProps) {
    super(scope, id, { ...props, templateUrl: template.url });
    this.path = template.node.path;
    template.nestedStackResource = this;
  }

  /**
   * Rejects references to resources in the template: the CDK would treat it as a nested stack, in which an output has a single
   * value.
   */
  public override getAtt(attribute: string, typeHint?: ResolutionTypeHint): Reference {
    if (!attribute.startsWith('Outputs.')) return super.getAtt(attribute, typeHint);
    throw errorAt(
      this,
      `'${this.path}' is the template of a StackSet: what is in it exists once in each of many accounts and Regions, so other stacks ` +
        `cannot refer to it (${attribute.slice('Outputs.'.length)})`,
    );
  }
}

/**
 * A `RealtimeAlertsRegion` in every account and Region of an organization, deployed by one StackSet with service-managed
 * permissions: accounts that join are included automatically, and accounts that leave are removed.
 *
 * Create it in the management account, or in a delegated administrator account. Service-managed StackSets exclude the
 * management account: it gets a `RealtimeAlertsRegion` for each Region from this stack (`includeManagementAccount`). A
 * delegated administrator has no access to it, so create these in stacks of the management account. With `selfManaged`, the
 * StackSet deploys to the listed accounts.
 *
 * The resources of the stacks are part of the construct tree: Aspects, tags and the permissions boundary of the app apply to
 * them.
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

  /** Whether its account is a delegated administrator for StackSets. */
  public readonly isDelegatedAdministrator: boolean;

  /** The stack that is deployed to each account and Region, for example for Aspects and tags. It is not deployed directly. */
  public readonly template: Stack;

  /**
   * The accounts of self-managed permissions; undefined where the permissions are service-managed.
   *
   * @internal
   */
  public readonly _accounts?: readonly string[];

  /**
   * The accounts that service-managed permissions exclude.
   *
   * @internal
   */
  public readonly _excludedAccounts: readonly string[];

  /**
   * Whether its stacks are in every account of the organization except the management account and excluded accounts.
   *
   * @internal
   */
  public readonly _isForOrganization: boolean;

  constructor(scope: Construct, id: string, props: RealtimeAlertsStackSetProps) {
    super(scope, id);
    const rules = props.rules ?? RuleSet._deployed();
    within(this, () => {
      check(this, props);
      forwardedPatterns(rules, props.regions);
    });
    this.regions = [...props.regions];
    this.busArn = props.busArn;
    this.isDelegatedAdministrator = props.delegatedAdministrator ?? false;
    this._accounts = props.selfManaged?.accounts;
    this._excludedAccounts = props.excludedAccounts ?? [];
    this._isForOrganization = (props.organizationalUnitIds ?? []).some((id) => id.startsWith('r-'));
    const template = new StackSetTemplate(this, 'Template', props);
    this.template = template;
    const busArn = new CfnParameter(template, BUS_PARAMETER, { description: 'The home bus of trailwatch' });
    new RealtimeAlertsRegion(template, 'Realtime', { busArn: busArn.valueAsString, rules });
    const stackSet = this.createStackSet(props, template);
    this.node.defaultChild = stackSet;
    if (this._accounts === undefined) {
      noteOfAdministration(this, 'stackSetsAccess', 'the permissions of the StackSet are service-managed');
    }
    const isInManagementAccount = this._accounts === undefined && !this.isDelegatedAdministrator;
    if (isInManagementAccount && props.includeManagementAccount !== false) {
      coverManagementAccount(this, { busArn: this.busArn, regions: this.regions, rules, members: stackSet });
    }
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(stackSet).add(key, value);
  }

  /**
   * Whether it has a stack in an account. A service-managed StackSet has none in the management account.
   *
   * @internal
   */
  public _covers(account: string): boolean {
    if (this._accounts !== undefined) return this._accounts.includes(account);
    const management = this.isDelegatedAdministrator ? undefined : Stack.of(this).account;
    return account !== management && !this._excludedAccounts.includes(account);
  }

  private createStackSet(props: RealtimeAlertsStackSetProps, template: StackSetTemplate): CfnStackSet {
    return new TemplateStackSet(this, 'StackSet', {
      stackSetName: props.stackSetName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: 'Sends events for the rules of trailwatch to the home bus',
      ...targetProperties(props),
      capabilities: ['CAPABILITY_IAM'],
      // An untyped property, with CloudFormation's capitalization.
      managedExecution: { Active: props.managedExecution ?? true },
      operationPreferences: preferenceProperty(props.operationPreferences ?? {}),
      parameters: [{ parameterKey: BUS_PARAMETER, parameterValue: props.busArn }],
      template,
    });
  }
}

const BUS_PARAMETER = 'BusArn';

function check(scope: Construct, props: RealtimeAlertsStackSetProps): void {
  checkTargets(props);
  for (const region of props.regions) checkRegionHere(scope, 'regions', region);
  checkPreferences(props.operationPreferences ?? {}, props.regions);
  checkName('busArn', 'event bus ARN', props.busArn);
  checkArn(scope, { property: 'busArn', service: 'events' }, props.busArn);
  checkName('permissionsBoundaryName', 'policy name', props.permissionsBoundaryName);
  checkName('stackSetName', 'StackSet name', props.stackSetName);
}

/** Properties of `TemplateStackSet`. */
interface TemplateStackSetProps extends CfnStackSetProps {
  readonly template: StackSetTemplate;
}

/** The StackSets of the app whose stacks send to a bus. */
export function stackSetsThatSend(scope: IConstruct, busArn: string): readonly RealtimeAlertsStackSet[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsStackSet => node instanceof RealtimeAlertsStackSet)
    .filter((stackSet) => stackSet.busArn === busArn);
}
