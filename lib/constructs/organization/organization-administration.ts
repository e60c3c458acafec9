import { CustomResource, Duration, Size, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { toAdministrationStatements } from '../../core/policy/organization/organization-statements';
import { toOwnStackStatement } from '../../core/policy/policy-statement-data';
import { toAdministrationProperties } from '../../core/settings/organization-administration';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { memoryBounds } from '../worker/function-props';
import { createJobFunction } from '../worker/job-function';
import { checkDelegatedAdministrators, checkPlaceOfAdministration } from './check-administration';
import type { OrganizationAdministrationProps } from './organization-administration-props';

/**
 * What an organization needs once for its trails, in a stack of the management account: trusted access of CloudTrail and, where
 * asked for, of StackSets, the service-linked roles, and delegated administrators, which CloudFormation has no types for. What is
 * there already is taken as it is.
 *
 * Trails, event data stores and StackSets of the organization are created after it if they depend on it:
 * `trail.node.addDependency(administration)`.
 *
 * Trusted access and roles stay when the construct is removed: without them the organization's trails end in every account.
 * Delegated administrators stay, too, unless `deregisterRemovedAccounts` is set.
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
  /** The accounts that are made delegated administrators of CloudTrail. */
  public readonly delegatedAdministrators: string[];

  /** Whether StackSets get trusted access. */
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
      description: 'sees to trusted access, roles and delegated administrators of CloudTrail',
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
        'organizations:DeregisterDelegatedAdministrator': anyOrganization,
      },
      controls: {
        LambdaDLQ: 'CloudFormation calls it and waits for its answer',
        LambdaConcurrency: 'CloudFormation calls it once a deployment',
      },
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::TrailwatchOrganizationAdministration',
      serviceToken: lambdaFunction.functionArn,
      // when the function fails, Lambda calls it two more times within minutes
      serviceTimeout: Duration.minutes(20),
      properties: { ...toAdministrationProperties(settings) },
    });
  }
}
