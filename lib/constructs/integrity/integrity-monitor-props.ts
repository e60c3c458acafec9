import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { WorkerOptions } from '../worker/worker-options';

/**
 * Options of what an `IntegrityMonitor` checks, of its function and its alarms.
 * @stability stable
 */
export interface IntegrityMonitorOptions extends WorkerOptions {
  /**
   * The interval at which new digest files are checked, 15 minutes to an hour. CloudTrail delivers one per hour for each
   * account, Region and trail.
   *
   * @default Duration.minutes(30)
   */
  readonly checkEvery?: Duration;

  /**
   * The period in which all files within `recheckReach` are checked again, a day to ten years. Each file costs an S3 request,
   * and usually a KMS request.
   *
   * @default Duration.days(90)
   */
  readonly recheckEvery?: Duration;

  /**
   * The age up to which files are checked again, two days to ten years. Each day, about `recheckReach / recheckEvery` days'
   * files are read again. Files in an archive storage class cannot be read, and expired files are missing: synthesis fails if
   * the lifecycle of a bucket of this app moves or expires files within this age.
   *
   * @default Duration.days(365), or a day less than a lifecycle rule of the bucket leaves files readable
   */
  readonly recheckReach?: Duration;

  /**
   * The maximum number of alerts of one kind and account for a month of the archive, 1 to 2,000; the rest are grouped into one
   * storm alert.
   *
   * @default 10
   */
  readonly stormThreshold?: number;

  /**
   * The timeout of the function, which processes a batch of up to five folders: 1 to 15 minutes. The visibility timeout of the
   * queue is derived from it.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * The maximum number of batches that are processed concurrently, 2 to 1000.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;
}

/**
 * Properties of `IntegrityMonitor`.
 * @stability stable
 */
export interface IntegrityMonitorProps extends IntegrityMonitorOptions {
  /** The archive to check. Its trails must have log file validation enabled, which is the default of `AuditTrail`. */
  readonly archive: ILogArchive;

  /** The topic of the alerts, and of the alarms on the monitor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * The path of a register of accounts, Regions and trails, as `trailwatch trails --register` writes it: nothing is reported missing that it
   * says has ended or not yet begun (docs/prove/trails.md). It is read at synthesis: deploy again after it has changed.
   *
   * @default - everything that was ever found is due
   */
  readonly register?: string;
}
