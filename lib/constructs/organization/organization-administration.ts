import { CustomResource, Duration, type RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { toAdministrationStatements } from '../../core/policy/organization/organization-statements';
import { toOwnStackStatement } from '../../core/policy/policy-statement-data';
import {
  MAX_DELEGATED_ADMINISTRATORS,
  toAdministrationProperties,
} from '../../core/settings/organization-administration';
import { checkBounds } from '../preflight/check-bounds';
import { checkName, checkOnce } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { findAppTrails } from '../trail/app-trails';
import { type FunctionRuntimeOptions, memoryBounds } from '../worker/function-options';
import { CALLED_BY_STACK, createJobFunction } from '../worker/job-function';

/** Options of CloudTrail in an organization, in addition to trusted access and CloudTrail's role. */
export interface OrganizationAdministrationOptions {
  /**
   * The delegated administrator accounts for CloudTrail, at most three, 12 digits each, in addition to the management account.
   * Existing delegated administrators are kept.
   *
   * @default - none
   */
  readonly delegatedAdministrators?: string[];

  /**
   * Whether an account that is removed from `delegatedAdministrators`, or whose construct is removed from the stack, is
   * deregistered. Its trails and event data stores are kept, and belong to the management account. Accounts that were delegated
   * administrators before the construct was created are never deregistered. Before you change the construct's id or stack, set
   * this to `false` and deploy: CloudFormation would create the new one, and then deregister the accounts of the old one.
   *
   * @default false - accounts stay registered until they are deregistered by other means
   */
  readonly deregisterRemovedAccounts?: boolean;

  /**
   * Whether to enable trusted access for StackSets as well, which service-managed StackSets such as `RealtimeAlertsStackSet`
   * require.
   *
   * @default false
   */
  readonly stackSets?: boolean;

  /**
   * Whether to create the role `AWSServiceRoleForCloudTrailEventContext`, which CloudTrail uses to add resource tags to events.
   *
   * @default false
   */
  readonly eventContext?: boolean;
}

/** Properties of `OrganizationAdministration`. */
export interface OrganizationAdministrationProps
  extends FunctionRuntimeOptions,
    OrganizationAdministrationOptions {
  /**
   * The removal policy of the function's log group.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const PROPERTY = 'delegatedAdministrators';

/** Throws if CloudTrail would reject the delegated administrators. */
function checkDelegatedAdministrators(scope: IConstruct, accounts: readonly string[]): void {
  if (Token.isUnresolved(accounts)) {
    throw new Error(
      `${PROPERTY} is a list that is known only at deployment; list each account, which may be a token`,
    );
  }
  if (accounts.length > MAX_DELEGATED_ADMINISTRATORS) {
    throw new Error(
      `${PROPERTY} has ${accounts.length} accounts, but CloudTrail allows at most ${MAX_DELEGATED_ADMINISTRATORS}; leave some out`,
    );
  }
  for (const account of accounts) checkName(PROPERTY, 'account id', account);
  checkOnce(PROPERTY, accounts);
  const { account: own } = Stack.of(scope);
  if (!accounts.includes(own)) return;
  throw new Error(
    `${PROPERTY} has '${own}', the account of the stack, but the management account cannot be a delegated administrator: it ` +
      'can already administer CloudTrail; leave it out',
  );
}

/**
 * Fails the synthesis if the stack is not in the management account, as far as the trails of the app show, or if the construct
 * exists twice in it.
 */
function checkPlaceOfAdministration(
  scope: IConstruct,
  isAdministration: (node: IConstruct) => boolean,
): void {
  scope.node.addValidation({
    validate: () => [...findForeignOwner(scope), ...findSecond(scope, isAdministration)],
  });
}

/** An app may have several organizations: only if all of its trails belong to one account is that the management account. */
function findForeignOwner(scope: IConstruct): readonly string[] {
  const owners = new Set(
    findAppTrails(scope)
      .filter(({ isOrganizationTrail }) => isOrganizationTrail)
      .map(({ owner }) => owner),
  );
  const { account } = Stack.of(scope);
  const [owner] = owners;
  if (owner === undefined || owners.size > 1 || !/^\d{12}$/.test(owner)) return [];
  if (!isKnownDifference(owner, account)) return [];
  const found = `'${scope.node.path}' is in the account '${account}', and the organization's trail belongs to '${owner}'`;
  return [refusalOf('administrationElsewhere', found).message];
}

function findSecond(scope: IConstruct, isAdministration: (node: IConstruct) => boolean): readonly string[] {
  const own = Stack.of(scope);
  const isOfSameAccount = (node: IConstruct) => {
    const other = Stack.of(node);
    return other === own || (other.account === own.account && !Token.isUnresolved(own.account));
  };
  const [first] = scope.node.root.node
    .findAll()
    .filter((node) => isAdministration(node) && isOfSameAccount(node));
  if (first === undefined || first === scope) return [];
  const found = `'${first.node.path}' and '${scope.node.path}' are in one account`;
  return [refusalOf('secondAdministration', found).message];
}

/**
 * Enables CloudTrail in an organization, in a stack of the management account: trusted access for CloudTrail and, optionally,
 * StackSets, the service-linked roles, and delegated administrators, for which CloudFormation has no resource types. Existing
 * settings are kept.
 *
 * Add a dependency so that trails, event data stores and StackSets of the organization are created after it:
 * `trail.node.addDependency(administration)`.
 *
 * Trusted access and roles are kept when the construct is removed: without them, the organization's trails stop in every
 * account. Delegated administrators are kept, too, unless `deregisterRemovedAccounts` is set.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AuditTrail, OrganizationAdministration } from 'cdk-trailwatch';
 *
 * declare const management: Stack;
 * declare const trail: AuditTrail;
 * const administration = new OrganizationAdministration(management, 'Organization', {
 *   delegatedAdministrators: ['111122223333'],
 *   stackSets: true,
 * });
 * trail.node.addDependency(administration);
 */
export class OrganizationAdministration extends Construct {
  /** The delegated administrators of CloudTrail. */
  public readonly delegatedAdministrators: string[];

  /** Whether trusted access for StackSets is enabled. */
  public readonly hasStackSetsAccess: boolean;

  constructor(scope: Construct, id: string, props: OrganizationAdministrationProps = {}) {
    super(scope, id);
    const { delegatedAdministrators = [], stackSets = false, eventContext = false } = props;
    within(this, () => {
      checkDelegatedAdministrators(this, delegatedAdministrators);
      checkBounds([memoryBounds(props)]);
    });
    checkPlaceOfAdministration(this, (node) => node instanceof OrganizationAdministration);
    this.delegatedAdministrators = [...delegatedAdministrators];
    this.hasStackSetsAccess = stackSets;
    const { account, partition } = Stack.of(this);
    const settings = {
      ...{ account, delegatedAdministrators, stackSets, eventContext },
      deregisterRemoved: props.deregisterRemovedAccounts ?? false,
    };
    const anyOrganization =
      'the pattern stands for the id of the organization, and for accounts that left the list';
    const { lambdaFunction } = createJobFunction(this, {
      ...{
        options: props,
        bundle: 'organization-administration',
        environment: {},
        logContents: 'account ids and what was changed, no records',
      },
      description: 'manages trusted access, roles and delegated administrators of CloudTrail',
      memorySize: props.memorySize ?? Size.mebibytes(256),
      timeout: Duration.minutes(5),
      statements: [
        toOwnStackStatement(Stack.of(this).stackId),
        ...toAdministrationStatements({ ...settings, partition }),
      ],
      services: 'Organizations, CloudTrail, CloudFormation and IAM',
      wildcards: {
        'organizations:DescribeOrganization': 'AWS knows no resource for it',
        'organizations:RegisterDelegatedAdministrator': anyOrganization,
        'organizations:ListDelegatedServicesForAccount': anyOrganization,
        'organizations:DeregisterDelegatedAdministrator': anyOrganization,
      },
      controls: CALLED_BY_STACK,
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::TrailwatchOrganizationAdministration',
      serviceToken: lambdaFunction.functionArn,
      // if the function fails, Lambda retries it twice within minutes
      serviceTimeout: Duration.minutes(20),
      properties: { ...toAdministrationProperties(settings) },
    });
  }
}
