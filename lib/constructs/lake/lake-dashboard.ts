import { ArnFormat, type Duration, Names, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { CfnDashboard, type DashboardReference, type IDashboardRef } from 'aws-cdk-lib/aws-cloudtrail';
import type { Construct, IDependable } from 'constructs';
import {
  DASHBOARD_POLICY_ACTIONS,
  toDashboardQueryStatement,
  toDashboardRefreshStatement,
} from '../../core/policy/lake/lake-statements';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { warnOf } from '../preflight/report-finding';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';
import { EventDataStore } from './event-data-store';
import type { IEventDataStore } from './event-data-store-props';
import { checkStorePlace } from './lake-arn';
import { LakePolicy } from './lake-policy';
import type { LakeWidget } from './lake-widget';

const MAX_WIDGETS = 10;
const HIGHLIGHTS = 'AWSCloudTrail-Highlights';

/** Properties of `LakeDashboard`. */
export interface LakeDashboardProps {
  /** The widgets: 1 to 10. */
  readonly widgets: LakeWidget[];

  /**
   * The dashboard's name. It cannot be `AWSCloudTrail-Highlights`, which has no widgets of its own.
   *
   * @default - a name derived from the construct's path
   */
  readonly dashboardName?: string;

  /**
   * The schedule on which CloudTrail refreshes the dashboard.
   *
   * @default - it is refreshed by hand
   */
  readonly refresh?: LakeRefresh;

  /**
   * Whether termination protection is enabled. If so, the dashboard is retained when it is removed from the stack.
   *
   * @default true
   */
  readonly terminationProtection?: boolean;

  /**
   * Whether the policies of imported stores already allow CloudTrail to run the queries of the dashboard.
   *
   * @default false
   */
  readonly storePoliciesManagedElsewhere?: boolean;
}

const HOURS: readonly number[] = [1, 6, 12, 24];

/**
 * The refresh schedule of a dashboard. Each refresh runs the query of every widget, and is charged accordingly.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-dashboard-refresh.html
 */
export class LakeRefresh {
  /**
   * Every 1, 6, 12 or 24 hours.
   *
   * @param interval one of these
   * @param timeOfDay as `HH:MM` in UTC; with an interval of one hour, only the minutes are used; `00:00` if omitted
   */
  public static every(interval: Duration, timeOfDay?: string): LakeRefresh {
    const hours = interval.toHours({ integral: false });
    if (!HOURS.includes(hours)) {
      throw new Error(`interval is ${hours} hours, but must be ${HOURS.join(', ')} hours`);
    }
    return new LakeRefresh({ unit: 'HOURS', value: hours }, timeOfDay);
  }

  /**
   * Once a day.
   *
   * @param timeOfDay as `HH:MM` in UTC; `00:00` if omitted
   */
  public static daily(timeOfDay?: string): LakeRefresh {
    return new LakeRefresh({ unit: 'DAYS', value: 1 }, timeOfDay);
  }

  private constructor(
    private readonly frequency: CfnDashboard.FrequencyProperty,
    private readonly timeOfDay: string | undefined,
    private readonly status = 'ENABLED',
  ) {
    if (timeOfDay === undefined || /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(timeOfDay)) return;
    throw new Error(`timeOfDay '${timeOfDay}' is not a time; write HH:MM in UTC, from 00:00 to 23:59`);
  }

  /** The same schedule, disabled. The dashboard is refreshed manually until it is enabled again. */
  public disabled(): LakeRefresh {
    return new LakeRefresh(this.frequency, this.timeOfDay, 'DISABLED');
  }

  /** @internal */
  public _toProperty(): CfnDashboard.RefreshScheduleProperty {
    const { frequency, status, timeOfDay = '00:00' } = this;
    return { frequency, status, timeOfDay };
  }
}

/**
 * A custom dashboard of CloudTrail Lake: up to ten widgets, each the result of a query on event data stores of the account and
 * Region. The policies of the stores allow CloudTrail to run the queries, and the policy of a dashboard with a schedule allows
 * CloudTrail to refresh it. It contains no events: the results of the last refresh are shown.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-dashboard.html
 *
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { type IEventDataStore, LakeDashboard, LakeRefresh, LakeView, LakeWidget } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const store: IEventDataStore;
 * new LakeDashboard(stack, 'Dashboard', {
 *   refresh: LakeRefresh.every(Duration.hours(6)),
 *   widgets: [
 *     LakeWidget.query(store, { queryName: 'root-use' }),
 *     LakeWidget.sql(store, {
 *       title: 'Errors',
 *       sql: 'SELECT errorCode, count(*) AS n FROM $EventDataStoreId$ ' +
 *         'WHERE eventTime >= $StartTime$ AND eventTime < $EndTime$ AND errorCode IS NOT NULL GROUP BY errorCode',
 *       view: LakeView.pieChart({ labelColumn: 'errorCode', valueColumn: 'n' }),
 *     }),
 *   ],
 * });
 */
export class LakeDashboard extends Resource implements IDashboardRef {
  /** The dashboard's ARN. */
  public readonly dashboardArn: string;

  /** The dashboard's name. */
  public readonly dashboardName: string;
  public readonly dashboardRef: DashboardReference;

  constructor(scope: Construct, id: string, props: LakeDashboardProps) {
    super(scope, id);
    within(this, () => this.checkProps(props));
    this.dashboardName =
      props.dashboardName ?? Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    keepNameUnique(this, { kind: 'dashboard', name: this.dashboardName, property: 'dashboardName' });
    // derived from the name, so that the policies of the stores can name the dashboard before it exists
    this.dashboardArn = Stack.of(this).formatArn({
      ...{ service: 'cloudtrail', resource: 'dashboard', resourceName: this.dashboardName },
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const dashboard = this.createDashboard(props);
    dashboard.node.addDependency(...this.letQueriesRun(props));
    this.dashboardRef = dashboard.dashboardRef;
    if (props.refresh !== undefined) this.letRefresh(dashboard);
    this.warnOfUnbounded(props.widgets);
  }

  private createDashboard({ widgets, refresh, terminationProtection = true }: LakeDashboardProps) {
    const dashboard = new CfnDashboard(this, 'Resource', {
      name: this.dashboardName,
      widgets: widgets.map((widget) => widget._toProperty()),
      ...(refresh === undefined ? {} : { refreshSchedule: refresh._toProperty() }),
      terminationProtectionEnabled: terminationProtection,
    });
    dashboard.applyRemovalPolicy(terminationProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    return dashboard;
  }

  /** Allows CloudTrail to run the queries, and returns the required dependencies. */
  private letQueriesRun({
    widgets,
    storePoliciesManagedElsewhere = false,
  }: LakeDashboardProps): IDependable[] {
    return storesOf(widgets).flatMap((store) => {
      const owner = {
        ...{ scope: this, noun: 'event data store', arn: store.eventDataStoreArn },
        managedElsewhere: storePoliciesManagedElsewhere && !(store instanceof EventDataStore),
        remedy: 'storePoliciesManagedElsewhere: true',
        add: store.addToResourcePolicy.bind(store),
      };
      return requireStatements(owner, [toDashboardQueryStatement(store.eventDataStoreArn, this.source)]);
    });
  }

  private letRefresh(dashboard: CfnDashboard): void {
    const takes = { noun: 'a dashboard', actions: DASHBOARD_POLICY_ACTIONS };
    new LakePolicy(this, dashboard.ref, takes).add(
      toPolicyStatement(toDashboardRefreshStatement(this.source)),
    );
  }

  private get source() {
    return { dashboardArn: this.dashboardArn, account: Stack.of(this).account };
  }

  private warnOfUnbounded(widgets: readonly LakeWidget[]): void {
    const titles = widgets.filter(({ _isBounded }) => !_isBounded).map(({ _title }) => `'${_title}'`);
    if (titles.length > 0)
      warnOf(this, 'unboundedWidget', `widgets ${titles.join(', ')} name no $StartTime$`);
  }

  private checkProps({ dashboardName, widgets }: LakeDashboardProps): void {
    checkName('dashboardName', 'dashboard name', dashboardName);
    if (dashboardName === HIGHLIGHTS) {
      throw new Error(
        `dashboardName is '${HIGHLIGHTS}', which CloudTrail manages; enable it in the console, and choose another name for this one`,
      );
    }
    if (widgets.length === 0 || widgets.length > MAX_WIDGETS) {
      throw new Error(`widgets has ${widgets.length} widgets; a dashboard allows 1 to ${MAX_WIDGETS}`);
    }
    for (const store of storesOf(widgets)) checkStorePlace(this, 'widgets', store);
  }
}

function storesOf(widgets: readonly LakeWidget[]): readonly IEventDataStore[] {
  return [...new Set(widgets.flatMap(({ _stores }) => _stores))];
}
