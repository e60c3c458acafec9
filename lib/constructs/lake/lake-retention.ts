import type { Duration } from 'aws-cdk-lib';
import { checkBounds } from '../preflight/check-bounds';

const EXTENDABLE = { billingMode: 'EXTENDABLE_RETENTION_PRICING', maxDays: 3653, usualDays: 366 };
const FIXED = { billingMode: 'FIXED_RETENTION_PRICING', maxDays: 2557, usualDays: 2557 };
const MIN_DAYS = 7;

/**
 * The retention of an event data store, and its pricing option. It counts from the event time, not from ingestion: imported
 * events that are older are not kept.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-manage-costs.html
 */
export class LakeRetention {
  /**
   * One-year extendable retention pricing: the first 366 days are included in the ingestion price, and each further month is
   * charged.
   *
   * @param period from 7 to 3653 days
   * @default - 366 days
   */
  public static extendable(period?: Duration): LakeRetention {
    return new LakeRetention(EXTENDABLE, period);
  }

  /**
   * Seven-year retention pricing: ingestion costs more, and retention is free. A store can change to `extendable`, but not
   * back.
   *
   * @param period from 7 to 2557 days
   * @default - 2557 days
   */
  public static sevenYears(period?: Duration): LakeRetention {
    return new LakeRetention(FIXED, period);
  }

  /** As CloudFormation names the pricing. @internal */
  public readonly _billingMode: string;

  /** @internal */
  public readonly _days: number;

  private constructor(pricing: typeof EXTENDABLE, period: Duration | undefined) {
    this._billingMode = pricing.billingMode;
    this._days = period === undefined ? pricing.usualDays : period.toDays({ integral: false });
    const { maxDays: most } = pricing;
    checkBounds([{ property: 'period', value: this._days, least: MIN_DAYS, most, unit: ' days' }]);
  }

  /** @internal */
  public get _isOneWay(): boolean {
    return this._billingMode === FIXED.billingMode;
  }
}
