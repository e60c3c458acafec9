import type { TrailFinding, TrailStatus } from '../../lib/core/trail-status/trail-status';
import type { AskedAccount } from '../places/find-organization';

/** A trail in a Region of an account, or a Region without one that logs. */
export interface TrailRow {
  readonly region: string;
  /** The role by which the account was asked. */
  readonly roleArn?: string;
  /** The account that was asked, where the organization was asked for its accounts. */
  readonly account?: AskedAccount;
  readonly trail?: TrailSettings;
  readonly status?: TrailStatus;
  /** What is wrong; nothing of a trail that works. */
  readonly findings: readonly TrailFinding[];
}

/** The settings of a trail that say what kind it is and where it delivers. */
export interface TrailSettings {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly bucket: string;
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
  readonly logGroupArn?: string;
  readonly topicArn?: string;
}
