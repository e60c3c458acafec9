import type { Duration } from 'aws-cdk-lib';
import type { IAlertTopic } from '../alert/alert-topic';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { WorkerOptions } from '../worker/worker-options';

/** Properties of `IntegrityMonitor`. */
export interface IntegrityMonitorProps extends WorkerOptions {
  /** The archive to check. Its trails must have log-file validation enabled, as `AuditTrail` has. */
  readonly archive: ILogArchive;

  /** The topic of the alerts, and of the alarms on the monitor itself. */
  readonly alertTopic: IAlertTopic;

  /**
   * How often new digest files are checked, 15 minutes to an hour. CloudTrail delivers one an hour for each account,
   * Region and trail.
   *
   * @default Duration.minutes(30)
   */
  readonly checkEvery?: Duration;

  /**
   * In which time all files within `recheckReach` are checked once more, a day to ten years. Each file costs an S3 request,
   * and mostly a KMS request.
   *
   * @default Duration.days(90)
   */
  readonly recheckEvery?: Duration;

  /**
   * How far back files are checked again, two days to ten years. Each day, about `recheckReach / recheckEvery` days' files
   * are read again. Files in an archive storage class cannot be read, and expired files are missing: synth fails where the
   * lifecycle of a bucket of this app moves or expires files within the reach.
   *
   * @default Duration.days(365), or a day less than a lifecycle rule of the bucket leaves files readable
   */
  readonly recheckReach?: Duration;

  /**
   * How many alerts of one kind and account are sent for a month of the archive, 1 to 2,000; the rest are grouped into
   * one storm alert.
   *
   * @default 10
   */
  readonly stormThreshold?: number;

  /**
   * The timeout of the function, which processes a batch of up to five folders: 1 to 15 minutes. The visibility timeout of
   * the queue follows from it.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * How many batches are processed concurrently, 2 to 1000.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;
}
