import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RESPONSE_ACTIONS } from '../../core/response/response-actions';
import { toResponseMachine } from '../../core/response/to-response-machine';
import { createMachineRole, createStateMachine } from '../machine/state-machine';
import { toPolicyStatement } from '../statement/to-policy-statement';
import type { AlertResponse } from './alert-response';
import type { ResponderProps } from './responder-props';

/** Why the role that acts names resources by wildcards. */
export const ANY_RESOURCE: Readonly<Record<string, string>> = {
  'cloudtrail:StartLogging': 'a record names the trail; starting one harms nothing',
  'ec2:RevokeSecurityGroupIngress': 'a record names the security group, which is not known before',
  'iam:PutRolePolicy': 'a record names the role, which is not known before',
  'iam:UpdateAccessKey': 'a record names the user, who is not known before',
  'organizations:AttachPolicy': 'a record names the account; the one policy is named',
  's3:PutBucketPublicAccessBlock': 'a record names the bucket, which is not known before',
};

/** What a state machine of a responder is made from. */
export interface ResponderMachineParts {
  readonly response: AlertResponse;
  readonly options: ResponderProps;
  readonly reporter: IFunction;
  readonly ownRoles: readonly string[];
  /** How the names of roles that act in member accounts begin; undefined if the machine's own role acts. */
  readonly memberRoleStart: string | undefined;
}

/** Where the state machine of an action is: its name is known before it is created, because its function and it refer to each other. */
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

/** The state machine of an action, whose role can do what the action needs, and report. */
export function createResponderMachine(
  { place, name }: ReturnType<typeof placeMachine>,
  { response, options, reporter, ownRoles, memberRoleStart }: ResponderMachineParts,
): StateMachine {
  const { _action: action } = response;
  const { partition, account, region } = Stack.of(place);
  const role = createMachineRole(
    place,
    `Permissions of the state machine of trailwatch for the response '${action}'`,
    { ...ANY_RESOURCE, 'lambda:InvokeFunction': 'versions of the one function' },
    memberRoleStart === undefined ? undefined : `${memberRoleStart}${region}-${action}`,
  );
  Grant.addToPrincipal({
    grantee: role,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [reporter.functionArn],
  });
  if (memberRoleStart === undefined) {
    const statements = RESPONSE_ACTIONS[action].statements({
      ...{ partition, account, ownRoles },
      guardrail: response._guardrail,
    });
    for (const statement of statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
  } else {
    const accounts = [...new Set([account, ...(options.memberAccounts ?? [])])];
    const resources = accounts.map((one) => `arn:${partition}:iam::${one}:role/${memberRoleStart}${action}`);
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources }));
  }
  return createStateMachine(place, {
    ...{ role, name, options },
    definition: toResponseMachine({
      ...{ action, partition, functionArn: reporter.functionArn },
      actsInAccounts: memberRoleStart !== undefined,
      approvalSeconds: response._approvalTimeout?.toSeconds(),
    }),
    logged: 'names of states, no records',
    untraced: 'it makes one call, which CloudTrail records',
  });
}

/** `start-logging` is `StartLogging`. */
function toId(action: string): string {
  return action.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
}
