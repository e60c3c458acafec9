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
