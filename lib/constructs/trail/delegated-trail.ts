import { createHash } from 'node:crypto';
import { CfnResource, Duration, Size, Stack } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { Policy, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { toOrganizationTrailStatements } from '../../core/policy/organization/organization-statements';
import { type PolicyStatementData, toOwnStackStatement } from '../../core/policy/policy-statement-data';
import {
  ORGANIZATION_TRAIL_TYPE,
  type OrganizationTrailProperties,
} from '../../core/settings/organization-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkBounds } from '../preflight/check-bounds';
import { generatedNameStart } from '../resource/generated-name';
import { toPolicyStatement } from '../statement/policy-length';
import { type FunctionRuntimeOptions, memoryBounds } from '../worker/function-options';
import { CALLED_BY_STACK, createJobFunction } from '../worker/job-function';

/** A trail that a function creates instead of CloudFormation. */
export interface DelegatedTrail {
  readonly identity: TrailIdentity;
  readonly options: FunctionRuntimeOptions;
}

const creators = new WeakSet<IConstruct>();

/** Whether a construct is a role of a function that creates and changes an organization trail. */
export function isTrailCreator(construct: IConstruct): boolean {
  return creators.has(construct);
}

/** How the logical ids of these roles begin, so that generated names contain it, however long the path of the trail is. */
const CREATOR_ID = 'TrailCreator';

/** The names of these roles in a stack, also of trails that are created later. */
export function trailCreatorPattern(stack: Stack): string {
  return `${generatedNameStart(stack)}*${CREATOR_ID}*`;
}

/**
 * Creates the trail as a custom resource with the same properties, tags and attributes. Its function calls CloudTrail with the
 * trail's ARN: CloudFormation starts a trail by name, which CloudTrail resolves in the caller's account.
 *
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1932
 */
export function delegateCreation(trail: CfnTrail, delegated: DelegatedTrail): void {
  const { identity, options } = delegated;
  checkBounds([memoryBounds(options)]);
  const [onTrail, ...others] = toOrganizationTrailStatements({
    trail: identity._toCoordinates(),
    account: Stack.of(trail).account,
  });
  const { lambdaFunction, role } = createJobFunction(new Construct(trail.node.scope ?? trail, 'Creator'), {
    ...{ options, bundle: 'organization-trail', environment: {} },
    description: 'creates and changes a trail of an organization as its delegated administrator',
    memorySize: options.memorySize ?? Size.mebibytes(256),
    timeout: Duration.minutes(10),
    statements: [toOwnStackStatement(Stack.of(trail).stackId), ...others],
    logContents: 'the ARN of the trail, no records',
    services: 'CloudTrail, CloudFormation and S3',
    wildcards: {
      'iam:PassRole': 'a trail that was there before gets back its role, which only its settings name',
      'kms:DescribeKey': 'a trail that was there before gets back its key, which only its settings name',
      'organizations:DescribeOrganization': 'AWS knows no resource for it',
      'organizations:ListAWSServiceAccessForOrganization': 'AWS knows no resource for it',
    },
    controls: CALLED_BY_STACK,
  });
  const resource = role.node.defaultChild ?? role;
  if (CfnResource.isCfnResource(resource))
    resource.overrideLogicalId(`${CREATOR_ID}${role.node.addr.slice(-8).toUpperCase()}`);
  creators.add(resource);
  const own: OrganizationTrailProperties = { TrailArn: identity.trailArn };
  trail.addOverride('Type', ORGANIZATION_TRAIL_TYPE);
  trail.addPropertyOverride('ServiceToken', lambdaFunction.functionArn);
  // if the function fails, Lambda retries it twice within minutes
  trail.addPropertyOverride('ServiceTimeout', String(Duration.minutes(40).toSeconds()));
  trail.addPropertyOverride('TrailArn', own.TrailArn);
  trail.node.addDependency(role.node.findChild('DefaultPolicy'), allowOnTrail(role, onTrail));
}

/**
 * A policy for each ARN that the trail has had. CloudFormation changes a policy before it deletes what was replaced or takes an
 * update back, and deletes one that a resource depends on after that: so the function may still delete a trail that got another name.
 *
 * @see https://github.com/aws/aws-cdk/issues/9840
 */
function allowOnTrail(role: Role, statement: PolicyStatementData): Policy {
  const arn = JSON.stringify(Stack.of(role).resolve(statement.Resource));
  const id = createHash('sha256').update(arn).digest('hex').slice(0, 8);
  return new Policy(role, `Trail${id}`, { statements: [toPolicyStatement(statement)], roles: [role] });
}
