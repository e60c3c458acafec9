import type { Duration } from 'aws-cdk-lib';
import type { CfnDashboard } from 'aws-cdk-lib/aws-cloudtrail';

const HOURS: readonly number[] = [1, 6, 12, 24];

/**
 * When CloudTrail refreshes a dashboard of its own accord. Each refresh runs the query of every widget, and is charged as they are.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/lake-dashboard-refresh.html
 */
export class LakeRefresh {
  /**
   * Every 1, 6, 12 or 24 hours.
   *
   * @param interval one of these
   * @param timeOfDay as `HH:MM` in UTC; of an interval of an hour the minutes alone matter; `00:00` if it is left out
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
   * @param timeOfDay as `HH:MM` in UTC; `00:00` if it is left out
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
    throw new Error(`timeOfDay '${timeOfDay}' is no time; write HH:MM in UTC, from 00:00 to 23:59`);
  }

  /** The same schedule, turned off. The dashboard is refreshed by hand until it is turned on again. */
  public disabled(): LakeRefresh {
    return new LakeRefresh(this.frequency, this.timeOfDay, 'DISABLED');
  }

  /** @internal */
  public _toProperty(): CfnDashboard.RefreshScheduleProperty {
    const { frequency, status, timeOfDay = '00:00' } = this;
    return { frequency, status, timeOfDay };
  }
}
