import { ArnFormat, Duration, Names, Size, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RoleStatementData } from '../../core/policy/policy-statement-data';
import { RESPONSE_ACTIONS } from '../../core/response/response-actions';
import { toResponseMachine } from '../../core/response/to-response-machine';
import {
  REGIONAL_RESPONSE_ENVIRONMENT,
  type ResponseActionName,
} from '../../core/settings/responder-settings';
import { createMachineRole, createStateMachine } from '../machine/state-machine';
import { addInParts } from '../statement/policy-length';
import { createJobFunction } from '../worker/job-function';
import type { AlertResponse } from './alert-response';
import { markActingRole, markResponderPart } from './responder-parts';
import type { ResponderProps } from './responder-props';

/** Properties of a function that performs an action. */
export interface RegionalFunctionParts {
  readonly action: ResponseActionName;
  readonly options: ResponderProps;
  readonly statements: readonly RoleStatementData[];
  /** The reasons for wildcards in the resources of these statements. */
  readonly wildcards: Readonly<Record<string, string>>;
  /** The name of its role, if roles in other accounts trust it by name; otherwise CloudFormation generates it. */
  readonly roleName: string | undefined;
}

/** The reason for wildcards in the resources of the action's role. */
export const ANY_RESOURCE: Readonly<Record<string, string>> = {
  'cloudtrail:StartLogging': 'a record names the trail; starting one harms nothing',
  'ec2:CreateSecurityGroup':
    'a record names the instance, whose VPC is not known before; the group must have the tag',
  'ec2:CreateTags': 'a record names the instance; only the tags of trailwatch can be set',
  'ec2:DescribeNetworkInterfaces': 'the action supports no resource',
  'ec2:DescribeSecurityGroups': 'the action supports no resource',
  'ec2:ModifyNetworkInterfaceAttribute':
    'a record names the instance; the group that it gets must have the tag',
  'ec2:RevokeSecurityGroupEgress': 'the group of the VPC of an instance, which must have the tag',
  'ec2:RevokeSecurityGroupIngress': 'a record names the security group, which is not known before',
  'config:StartConfigurationRecorder': 'a record names the recorder, whose id is not known before',
  'guardduty:CreateDetector': 'the action supports no resource',
  'guardduty:ListDetectors': 'the action supports no resource',
  'guardduty:UpdateDetector': 'a record names the detector, which is not known before',
  'iam:DetachGroupPolicy': 'a record names the group, which is not known before; the policies are named',
  'iam:DetachRolePolicy': 'a record names the role, which is not known before; the policies are named',
  'iam:DetachUserPolicy': 'a record names the user, who is not known before; the policies are named',
  'iam:PutRolePolicy': 'a record names the role, which is not known before',
  'iam:UpdateAccessKey': 'a record names the user, who is not known before',
  'kms:CancelKeyDeletion': 'a record names the key, which is not known before',
  'organizations:AttachPolicy': 'a record names the account; the one policy is named',
  'securityhub:EnableSecurityHub': 'the hub of any Region',
  'ssm:StartAutomationExecution': 'any version of the one document, in any Region',
  's3:DeleteBucketPolicy': 'a record names the bucket, which is not known before',
  's3:GetBucketPublicAccessBlock': 'a record names the bucket, which is not known before',
  's3:GetBucketPolicy': 'a record names the bucket, which is not known before',
  's3:PutBucketPolicy': 'a record names the bucket, which is not known before',
  's3:PutBucketPublicAccessBlock': 'a record names the bucket, which is not known before',
};

/** The id of the function that acts in the place of its state machine. */
export const ACTOR = 'Actor';

/** Properties of a responder's state machine. */
export interface ResponderMachineParts {
  readonly response: AlertResponse;
  readonly options: ResponderProps;
  readonly reporter: IFunction;
  readonly ownRoles: readonly string[];
  /**
   * The prefix of the names of the action roles in member accounts; undefined if the machine's own role performs the action.
   */
  readonly memberRoleStart: string | undefined;
}

/**
 * The ARN of the state machine of an action. Its name is known in advance, because its function and the state machine refer to
 * each other.
 */
export function placeMachine(scope: Construct, { _action: action }: AlertResponse) {
  const place = new Construct(scope, toId(action));
  const name = Names.uniqueResourceName(place, { maxLength: 80, separator: '-' });
  const arn = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { place, name, arn };
}

/**
 * The state machine of an action. Its role can report, and perform the action or invoke the function that performs it in the
 * Region of a record.
 */
export function createResponderMachine(
  { place, name }: ReturnType<typeof placeMachine>,
  parts: ResponderMachineParts,
): StateMachine {
  const { response, options, reporter, memberRoleStart } = parts;
  const { _action: action } = response;
  const { partition, region } = Stack.of(place);
  const acting = {
    statements: toStatements(place, parts),
    roleName: memberRoleStart === undefined ? undefined : `${memberRoleStart}${region}-${action}`,
  };
  const actor = RESPONSE_ACTIONS[action].isRegional
    ? createRegionalFunction(place, { ...acting, action, options, wildcards: ANY_RESOURCE })
    : undefined;
  const role = createMachineRole(
    place,
    `Permissions of the state machine of trailwatch for the response '${action}'`,
    { ...ANY_RESOURCE, 'lambda:InvokeFunction': 'versions of the functions' },
    actor === undefined ? acting.roleName : undefined,
  );
  Grant.addToPrincipal({
    grantee: role,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [reporter, ...(actor === undefined ? [] : [actor])].map(({ functionArn }) => functionArn),
  });
  if (actor === undefined) {
    if (memberRoleStart === undefined) markActingRole(role, action);
    for (const statement of acting.statements) addInParts(role, statement);
  }
  const machine = createStateMachine(place, {
    ...{ role, name, options },
    definition: toResponseMachine({
      ...{ action, partition, functionArn: reporter.functionArn, actorArn: actor?.functionArn },
      actsInAccounts: memberRoleStart !== undefined,
      approvalSeconds: response._approvalTimeout?.toSeconds(),
    }),
    logged: 'names of states, no records',
    untraced: 'it makes one call, which CloudTrail records',
  });
  markResponderPart(machine, 'machine');
  if (response._approvalTimeout !== undefined) markResponderPart(machine, 'askingMachine');
  return machine;
}

/** The permissions of the action, or to assume the roles of the affected accounts. */
function toStatements(
  place: Construct,
  { response, options, ownRoles, memberRoleStart }: ResponderMachineParts,
): readonly RoleStatementData[] {
  const { partition, account } = Stack.of(place);
  const { _action: action, _guardrail: guardrail, _target: target } = response;
  if (memberRoleStart === undefined) {
    return RESPONSE_ACTIONS[action].statements({ partition, account, ownRoles, guardrail, target });
  }
  const accounts = [...new Set([account, ...(options.memberAccounts ?? [])])];
  const Resource = accounts.map((one) => `arn:${partition}:iam::${one}:role/${memberRoleStart}${action}`);
  return [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource }];
}

/** `start-logging` becomes `StartLogging`. */
function toId(action: string): string {
  return action.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
}

/**
 * The function of one action, which makes its calls in the Region of a record. Its role can perform only this action.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
function createRegionalFunction(
  place: Construct,
  { action, options, roleName, statements, wildcards }: RegionalFunctionParts,
): IFunction {
  const job = createJobFunction(new Construct(place, ACTOR), {
    ...{ options, statements, wildcards, bundle: 'regional-response' },
    ...(roleName === undefined ? {} : { roleName }),
    environment: REGIONAL_RESPONSE_ENVIRONMENT.encode({ action, partition: Stack.of(place).partition }),
    description: `answers alerts with '${action}', in the Region of the record`,
    memorySize: options.memorySize ?? Size.mebibytes(256),
    // Less than the timeout of the state machine.
    timeout: Duration.seconds(50),
    logContents: 'errors of calls, no records',
    services: 'AWS APIs of the Region of a record',
    controls: {
      LambdaDLQ: 'the state machine waits for its answer, tries again, and reports what failed',
      LambdaConcurrency: 'it answers a limited number of alerts in an hour',
    },
  });
  markResponderPart(job.lambdaFunction, 'function');
  if (roleName === undefined) markActingRole(job.role, action);
  return job.lambdaFunction;
}
