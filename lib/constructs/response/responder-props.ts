import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { FunctionOptions } from '../worker/function-options';
import type { AlertResponse } from './alert-response';

/** What is never acted on: whole values, or beginnings that end with `*`. */
export interface ResponseExemptions {
  /**
   * ARNs of IAM users and roles whose calls are not answered; a role stands for all its sessions. A path may be left out. Whoever can act as one of them is
   * not answered, either.
   *
   * @default - none but the roles of trailwatch
   */
  readonly principals?: string[];

  /**
   * Accounts that are not acted on, 12 digits each.
   *
   * @default - none
   */
  readonly accounts?: string[];

  /**
   * ARNs of trails, buckets, security groups, instances, users and roles that are not acted on. Many records name a user without its
   * path, so that a beginning with a path does not cover all its users: name these.
   *
   * @default - none but the roles of trailwatch
   */
  readonly resources?: string[];
}

/** Properties of `Responder`. */
export interface ResponderProps extends FunctionOptions {
  /** The topic whose alerts are answered, and that every step is reported to. In the same account and Region. */
  readonly alertTopic: IAlertTopic;

  /** What is done about which alerts; each action once. */
  readonly responses: AlertResponse[];

  /**
   * What is never acted on.
   *
   * @default - only the roles of trailwatch
   */
  readonly exempt?: ResponseExemptions;

  /**
   * Accounts besides the own one that are acted in. Each needs a `ResponderRole`, and then the own account needs one, too.
   *
   * @default - the account of the stack alone
   */
  readonly memberAccounts?: string[];

  /**
   * How the names of the roles of `ResponderRole` begin: up to 19 characters.
   *
   * @default 'TrailwatchResponse-'
   */
  readonly roleNamePrefix?: string;

  /**
   * How many alerts each action answers in a clock hour. Whoever can cause alerts can use up this number, and with it do harm to this
   * extent at most.
   *
   * @default 10
   */
  readonly maxActionsPerHour?: number;

  /**
   * Calls that are older than this are not acted on.
   *
   * @default Duration.hours(6)
   */
  readonly maxAge?: Duration;

  /**
   * What happens to the table of counts and the log groups when they are removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
