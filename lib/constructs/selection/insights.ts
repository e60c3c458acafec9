import type { InsightsSelector } from '../../core/selector/selection';

/**
 * The events that Insights analyzes.
 * @stability stable
 */
export enum InsightsCategory {
  /** Management events. */
  MANAGEMENT = 'Management',
  /** Data events; analyzed for an additional charge. */
  DATA = 'Data',
}

/**
 * A type of Insights: CloudTrail learns the usual activity of 28 days, and delivers a record of unusual activity.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
 * @stability stable
 */
export class Insights {
  /**
   * Unusually many or few calls. For management events, write events must be logged; for data events, any.
   *
   * @param categories the events to analyze; management events if omitted
   */
  public static callRate(...categories: InsightsCategory[]): Insights {
    return new Insights('ApiCallRateInsight', categories);
  }

  /**
   * Unusually many errors.
   *
   * @param categories the events to analyze; management events if omitted
   */
  public static errorRate(...categories: InsightsCategory[]): Insights {
    return new Insights('ApiErrorRateInsight', categories);
  }

  private constructor(
    private readonly insightType: string,
    private readonly categories: readonly InsightsCategory[],
  ) {}

  /** @internal */
  public _toSelector(): InsightsSelector {
    const eventCategories =
      this.categories.length === 0 ? [InsightsCategory.MANAGEMENT] : [...this.categories];
    return { insightType: this.insightType, eventCategories };
  }
}
