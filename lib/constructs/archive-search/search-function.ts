import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createJobFunction, type JobFunction, type JobFunctionProps } from '../worker/job-function';

/** One step of a search. */
export interface SearchFunctionProps
  extends Pick<
    JobFunctionProps,
    'options' | 'bundle' | 'description' | 'memorySize' | 'environment' | 'layer' | 'statements'
  > {
  /**
   * The services that it calls, in words.
   *
   * @default 'S3'
   */
  readonly services?: string;
}

/** The longest that Lambda takes: a step that is given more at a time is not started again as often. */
const TIMEOUT = Duration.minutes(15);

/** A step of a search as a function, its role and its log group. */
export function createSearchFunction(scope: Construct, props: SearchFunctionProps): JobFunction {
  return createJobFunction(scope, {
    ...props,
    timeout: TIMEOUT,
    logContents: 'counts and object keys, no records',
    services: props.services ?? 'S3',
    wildcards: {
      's3:GetObject': 'searches and trails write new objects; a policy can name them by their folders only',
      's3:PutObject': 'each search writes to a folder of its own, whose name is not known before',
    },
    controls: {
      LambdaDLQ: 'Step Functions calls it, waits for the answer, and tries again',
      LambdaConcurrency: 'the state machine bounds it, without reserving what other functions may need',
    },
  });
}
