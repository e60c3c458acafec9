import { Token } from 'aws-cdk-lib';
import type { CfnDashboard } from 'aws-cdk-lib/aws-cloudtrail';
import { findNamedQuery } from '../../core/query/named-queries';
import {
  type CompiledWidget,
  isBounded,
  toNamedWidget,
  toWidgetStatement,
  type WidgetStatement,
} from '../../core/query/widget-statement';
import type { IEventDataStore } from './event-data-store-props';

/** Columns of a line chart. */
export interface LakeLineChartColumns {
  /** The column of the x-axis: a time, such as `date_trunc($Period$, eventTime) AS eventDate`. */
  readonly xAxisColumn: string;

  /** The column of the y-axis: a number. */
  readonly yAxisColumn: string;

  /**
   * The column whose values become separate lines.
   *
   * @default - one line
   */
  readonly filterColumn?: string;
}

/** Columns of a pie chart or a bar chart. */
export interface LakeChartColumns {
  /** The column with the name of each part or bar. */
  readonly labelColumn: string;

  /** The column with the size of each part or bar: a number. */
  readonly valueColumn: string;

  /**
   * The column whose values can be selected.
   *
   * @default - none
   */
  readonly filterColumn?: string;
}

/**
 * The visualization of a query result in a CloudTrail Lake dashboard widget.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-widget-properties.html
 */
export class LakeView {
  /** Rows and columns. */
  public static table(): LakeView {
    return new LakeView('Table', {});
  }

  /** A line chart of numbers over time. */
  public static lineChart(columns: LakeLineChartColumns): LakeView {
    const { xAxisColumn, yAxisColumn, filterColumn } = columns;
    return new LakeView('LineChart', { yAxisColumn, xAxisColumn, ...toFilter(filterColumn) });
  }

  /** Parts of a whole. */
  public static pieChart(columns: LakeChartColumns): LakeView {
    return new LakeView('PieChart', toColumns(columns));
  }

  /** A bar chart with horizontal bars. */
  public static horizontalBarChart(columns: LakeChartColumns): LakeView {
    return new LakeView('BarChart', toColumns(columns), 'Horizontal');
  }

  /** A bar chart with vertical bars. */
  public static verticalBarChart(columns: LakeChartColumns): LakeView {
    return new LakeView('BarChart', toColumns(columns), 'Vertical');
  }

  private constructor(
    private readonly view: string,
    /** The displayed columns, by property. @internal */
    public readonly _columns: Readonly<Record<string, string>>,
    private readonly orientation?: string,
  ) {}

  /** As CloudTrail names them. @internal */
  public _toProperties(): Record<string, string> {
    const columns = Object.entries(this._columns).map(([property, column]) => [
      `${property.charAt(0).toUpperCase()}${property.slice(1)}`,
      column,
    ]);
    return {
      View: this.view,
      ...Object.fromEntries(columns),
      ...(this.orientation === undefined ? {} : { Orientation: this.orientation }),
    };
  }
}

function toColumns({ labelColumn, valueColumn, filterColumn }: LakeChartColumns): Record<string, string> {
  return { labelColumn, valueColumn, ...toFilter(filterColumn) };
}

function toFilter(filterColumn: string | undefined): Record<string, string> {
  return filterColumn === undefined ? {} : { filterColumn };
}

/** Properties of all widgets. */
export interface LakeWidgetOptions {
  /**
   * How the result is shown.
   *
   * @default LakeView.table()
   */
  readonly view?: LakeView;

  /**
   * The width in inches.
   *
   * @default 4
   */
  readonly width?: number;

  /**
   * The height in inches.
   *
   * @default 2
   */
  readonly height?: number;
}

/** Properties of a widget with SQL of your own. */
export interface LakeSqlWidgetProps extends LakeWidgetOptions {
  /** The title, of at most 128 letters, digits, spaces, periods, underscores and hyphens. */
  readonly title: string;

  /**
   * One SELECT statement. It reads the store with `FROM $EventDataStoreId$`, and may use the placeholders that a refresh
   * replaces: `$StartTime$`, `$EndTime$` and `$Period$`, without quotes; at most ten times.
   */
  readonly sql: string;

  /**
   * Additional stores that the SQL joins, by their ids.
   *
   * @default - none
   */
  readonly joinedEventDataStores?: IEventDataStore[];
}

/** Properties of a widget with a named query. */
export interface LakeQueryWidgetProps extends LakeWidgetOptions {
  /** The name of the query. `trailwatch query list` lists all names. */
  readonly queryName: string;

  /**
   * The values of the query's parameters, by name; `trailwatch query show NAME` prints them.
   *
   * @default - the defaults of the query
   */
  readonly parameters?: Record<string, string>;

  /**
   * The title, of at most 128 letters, digits, spaces, periods, underscores and hyphens.
   *
   * @default - the title of the query
   */
  readonly title?: string;
}

/** The properties of a view that CloudTrail accepts. */
const TEXT = /^[\w.\- ]{1,128}$/;

/**
 * A widget of a `LakeDashboard`: a query of event data stores, and the visualization of its result.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-dashboard-custom.html
 */
export class LakeWidget {
  /** A widget with SQL of your own. */
  public static sql(eventDataStore: IEventDataStore, props: LakeSqlWidgetProps): LakeWidget {
    const { title, sql, joinedEventDataStores = [] } = props;
    const compiled = compiledOf(toWidgetStatement(sql, eventDataStore.eventDataStoreId), title);
    checkText('title', title);
    return new LakeWidget([eventDataStore, ...joinedEventDataStores], compiled, { ...props, title });
  }

  /** A widget with one of the investigation queries of this package, over the events of the time range of the refresh. */
  public static query(eventDataStore: IEventDataStore, props: LakeQueryWidgetProps): LakeWidget {
    const { queryName, parameters = {} } = props;
    const found = findNamedQuery(queryName);
    if ('problem' in found) throw new Error(`queryName: ${found.problem}`);
    const values = new Map(Object.entries(parameters));
    const unknown = [...values].find(([, value]) => Token.isUnresolved(value));
    if (unknown !== undefined) {
      throw new Error(`parameters.${unknown[0]} is known only at deployment, so it cannot be written as SQL`);
    }
    const missing = found.query.parameters.find((one) => (values.get(one.name) ?? one.default) === undefined);
    if (missing !== undefined) throw new Error(`parameters.${missing.name} is missing: ${missing.about}`);
    const { eventDataStoreId } = eventDataStore;
    const compiled = compiledOf(toNamedWidget(found.query, values, eventDataStoreId), queryName);
    const title = props.title ?? found.query.title.replace(/[^\w.\- ]/g, '').slice(0, 128);
    checkText('title', title);
    return new LakeWidget([eventDataStore], compiled, { ...props, title });
  }

  /** The stores that its query reads. @internal */
  public readonly _stores: readonly IEventDataStore[];

  /** @internal */
  public readonly _title: string;

  private readonly compiled: WidgetStatement;
  private readonly properties: Readonly<Record<string, string>>;

  private constructor(
    stores: readonly IEventDataStore[],
    compiled: WidgetStatement,
    options: LakeWidgetOptions & { readonly title: string },
  ) {
    const { title, view = LakeView.table(), width = 4, height = 2 } = options;
    for (const [property, value] of Object.entries({ width, height })) {
      if (value > 0 && Number.isFinite(value)) continue;
      throw new Error(`${property} is ${value}; it must be more than 0`);
    }
    for (const [property, column] of Object.entries(view._columns)) checkText(property, column);
    this._stores = stores;
    this._title = title;
    this.compiled = compiled;
    this.properties = { Height: `${height}`, Width: `${width}`, Title: title, ...view._toProperties() };
  }

  /** Whether a refresh reads only events of its time range. @internal */
  public get _isBounded(): boolean {
    return isBounded(this.compiled);
  }

  /** @internal */
  public _toProperty(): CfnDashboard.WidgetProperty {
    const { statement, parameters } = this.compiled;
    return {
      queryStatement: statement,
      ...(parameters.length === 0 ? {} : { queryParameters: [...parameters] }),
      viewProperties: { ...this.properties },
    };
  }
}

function compiledOf(compiled: CompiledWidget, widget: string): WidgetStatement {
  if ('problem' in compiled) throw new Error(`widget '${widget}': ${compiled.problem}`);
  return compiled;
}

function checkText(property: string, value: string): void {
  if (Token.isUnresolved(value) || TEXT.test(value)) return;
  throw new Error(
    `${property} '${value}' is not valid: it may contain only letters, digits, spaces, periods, underscores and hyphens, 1 to 128 of them`,
  );
}
