import type { InsightsSelector } from '../../core/selector/selection';

/** The events that Insights analyse. */
export enum InsightsCategory {
  /** Management events. */
  MANAGEMENT = 'Management',
  /** Data events; analysed for an extra charge. */
  DATA = 'Data',
}

/**
 * A kind of Insights: CloudTrail learns from 28 days what is usual, and delivers a record where something is not.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
 */
export class Insights {
  /**
   * Unusually many or few calls. Of management events it needs calls that write to be logged; of data events any.
   *
   * @param categories what is analysed; management events if nothing is given
   */
  public static callRate(...categories: InsightsCategory[]): Insights {
    return new Insights('ApiCallRateInsight', categories);
  }

  /**
   * Unusually many errors.
   *
   * @param categories what is analysed; management events if nothing is given
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
