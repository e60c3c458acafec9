import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { EventSelection } from '../selection/event-selection';

/** Properties of `UnifiedIngestion`. */
export interface UnifiedIngestionProps {
  /**
   * The rule's name: 1 to 100 letters, digits and hyphens.
   *
   * @default - a name derived from the construct's path
   */
  readonly ruleName?: string;

  /**
   * The events that CloudWatch ingests: management and data events. Network activity events and Insights are not supported, and
   * `includingArchive()` has no effect: CloudWatch delivers to no bucket.
   *
   * @default EventSelection.managementEvents()
   */
  readonly eventSelection?: EventSelection;

  /**
   * The account that administers CloudWatch for the organization: the management account, or the member account that is
   * registered as delegated administrator of `observabilityadmin.amazonaws.com`. It must be the stack's account, and the rule
   * applies to every account of the organization. Each account keeps its own events; `UnifiedCentralization` copies them to
   * one.
   *
   * @default - the rule is for the account of the stack alone
   */
  readonly organizationAdministratorAccount?: string;

  /**
   * Whether the rule is replicated to every Region that supports such rules, including Regions that are enabled later. A rule
   * is changed and deleted in the Region of its stack. CloudFormation replaces the rule when this changes: change `ruleName` as
   * well.
   *
   * @default - true, unless regions are given
   */
  readonly allRegions?: boolean;

  /**
   * The Regions that the rule is replicated to, in addition to that of the stack.
   *
   * @default - what `allRegions` says
   */
  readonly regions?: string[];

  /**
   * The retention of the events in the log groups of every account and Region. CloudWatch sets it when it creates a log group;
   * the retention of an existing log group is not changed.
   *
   * @default RetentionDays.TEN_YEARS - the longest that a rule takes
   */
  readonly retention?: RetentionDays;
}
