import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { encodeRegionalResponseSettings } from '../../core/settings/regional-response-settings';
import type { ResponseActionName } from '../../core/settings/responder-settings';
import { createJobFunction } from '../worker/job-function';
import { markActingRole, markResponderPart } from './responder-parts';
import type { ResponderProps } from './responder-props';

/** What a function that acts is made from. */
export interface RegionalFunctionParts {
  readonly action: ResponseActionName;
  readonly options: ResponderProps;
  readonly statements: readonly PolicyStatementData[];
  /** Why actions of these statements name resources by wildcards. */
  readonly wildcards: Readonly<Record<string, string>>;
  /** The name of its role where roles of accounts trust it by that; CloudFormation names it otherwise. */
  readonly roleName: string | undefined;
}

/**
 * The function of one action that makes its calls in the Region of a record. Its role can do this one action.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function createRegionalFunction(
  place: Construct,
  { action, options, roleName, statements, wildcards }: RegionalFunctionParts,
): IFunction {
  const job = createJobFunction(new Construct(place, 'Actor'), {
    ...{ options, statements, wildcards, bundle: 'regional-response' },
    ...(roleName === undefined ? {} : { roleName }),
    environment: encodeRegionalResponseSettings({ action, partition: Stack.of(place).partition }),
    description: `answers alerts with '${action}', in the Region of the record`,
    memorySize: options.memorySize ?? Size.mebibytes(256),
    // Less than the state machine waits.
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
