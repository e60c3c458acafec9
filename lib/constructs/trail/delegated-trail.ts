import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { toOrganizationTrailStatements } from '../../core/policy/organization/organization-trail-statements';
import { toOwnStackStatement } from '../../core/policy/policy-statement-data';
import {
  ORGANIZATION_TRAIL_TYPE,
  type OrganizationTrailProperties,
} from '../../core/settings/organization-trail';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkBounds } from '../preflight/check-bounds';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import { memoryBounds } from '../worker/function-props';
import { createJobFunction } from '../worker/job-function';

/** A trail that a function creates in place of CloudFormation. */
export interface DelegatedTrail {
  readonly identity: TrailIdentity;
  readonly archive: ILogArchive;
  /** The role by which CloudTrail writes to the log group, if there is one. */
  readonly logRole: IRole | undefined;
  readonly options: FunctionRuntimeOptions;
}

const creators = new WeakSet<IConstruct>();

/** Whether a construct is a role of a function that creates and changes a trail of an organization. */
export function isTrailCreator(construct: IConstruct): boolean {
  return creators.has(construct);
}

/**
 * Makes the trail a custom resource with the same properties, tags and attributes. The function behind it calls CloudTrail by the
 * trail's ARN: CloudFormation starts a trail by name, which CloudTrail looks for in the account of the caller.
 *
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1932
 */
export function delegateCreation(trail: CfnTrail, delegated: DelegatedTrail): void {
  const { identity, archive, logRole, options } = delegated;
  checkBounds([memoryBounds(options)]);
  const { lambdaFunction, role } = createJobFunction(new Construct(trail.node.scope ?? trail, 'Creator'), {
    ...{ options, bundle: 'organization-trail', environment: {} },
    description: 'creates and changes a trail of an organization as its delegated administrator',
    memorySize: options.memorySize ?? Size.mebibytes(256),
    timeout: Duration.minutes(10),
    statements: [
      toOwnStackStatement(Stack.of(trail).stackId),
      ...toOrganizationTrailStatements({
        trail: identity._toCoordinates(),
        account: Stack.of(trail).account,
        ...(logRole === undefined ? {} : { logRoleArn: logRole.roleArn }),
        ...(archive.encryptionKey === undefined ? {} : { keyArn: archive.encryptionKey.key.keyArn }),
      }),
    ],
    logContents: 'the ARN of the trail, no records',
    services: 'CloudTrail, CloudFormation and S3',
    wildcards: {
      'organizations:DescribeOrganization': 'AWS knows no resource for it',
      'organizations:ListAWSServiceAccessForOrganization': 'AWS knows no resource for it',
    },
    controls: {
      LambdaDLQ: 'CloudFormation calls it and waits for its answer',
      LambdaConcurrency: 'CloudFormation calls it once a deployment',
    },
  });
  creators.add(role.node.defaultChild ?? role);
  const own: OrganizationTrailProperties = { TrailArn: identity.trailArn };
  trail.addOverride('Type', ORGANIZATION_TRAIL_TYPE);
  trail.addPropertyOverride('ServiceToken', lambdaFunction.functionArn);
  // when the function fails, Lambda calls it two more times within minutes
  trail.addPropertyOverride('ServiceTimeout', String(Duration.minutes(40).toSeconds()));
  trail.addPropertyOverride('TrailArn', own.TrailArn);
  trail.node.addDependency(role.node.findChild('DefaultPolicy'));
}
