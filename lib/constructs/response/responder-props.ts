import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { FunctionOptions } from '../worker/function-options';
import type { AlertResponse } from './alert-response';

/** Exemptions from responses: full values, or prefixes that end with `*`. */
export interface ResponseExemptions {
  /**
   * The ARNs of IAM users and roles whose calls trigger no response; a role includes all its sessions. The path may be omitted.
   * Anyone who can act as one of them is also exempt.
   *
   * @default - none but the roles of trailwatch
   */
  readonly principals?: string[];

  /**
   * The accounts in which no action is taken, 12 digits each.
   *
   * @default - none
   */
  readonly accounts?: string[];

  /**
   * The ARNs of trails, buckets, security groups, instances, users and roles that are never changed. Many records contain a
   * user without its path, so a prefix with a path does not cover all its users: list them in full.
   *
   * @default - none but the roles of trailwatch
   */
  readonly resources?: string[];
}

/** Properties of `Responder`. */
export interface ResponderProps extends FunctionOptions {
  /** The topic of the alerts, to which every step is also reported. In the same account and Region. */
  readonly alertTopic: IAlertTopic;

  /** The responses; each action once. */
  readonly responses: AlertResponse[];

  /**
   * What is never acted on.
   *
   * @default - only the roles of trailwatch
   */
  readonly exempt?: ResponseExemptions;

  /**
   * Other accounts in which actions are taken. Each needs a `ResponderRole`, and then this account needs one, too.
   *
   * @default - the account of the stack alone
   */
  readonly memberAccounts?: string[];

  /**
   * The prefix of the role names of `ResponderRole`: up to 19 characters.
   *
   * @default 'TrailwatchResponse-'
   */
  readonly roleNamePrefix?: string;

  /**
   * The maximum number of alerts that each action responds to per clock hour. It also limits the damage: anyone who can cause
   * alerts can use up this number.
   *
   * @default 10
   */
  readonly maxActionsPerHour?: number;

  /**
   * The maximum age of a call. Older calls trigger no action.
   *
   * @default Duration.hours(6)
   */
  readonly maxAge?: Duration;

  /**
   * The removal policy of the table of counts and the log groups.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
