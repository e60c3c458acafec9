import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { encodeRecordSinkSettings } from '../../core/settings/sink-settings';
import { AlertSink } from './alert-sink';
import type { AlertSinkProps } from './alert-sink-props';
import { createSink } from './create-sink';

/** The documents that a `FirehoseSink` puts into its stream. */
export enum AlertFormat {
  /** The document of events on a bus, whose `alert` is the alert. */
  ALERT = 'alert',
  /** An OCSF Detection Finding (class 2004), version 1.3.0, with the profile `cloud`. */
  OCSF = 'ocsf',
}

/** Properties of `FirehoseSink`. */
export interface FirehoseSinkProps extends AlertSinkProps {
  /**
   * The delivery stream, which takes direct puts. What it delivers to is its own configuration: S3, Splunk, Datadog, or any HTTP
   * endpoint, and so is what becomes of records that it cannot deliver.
   */
  readonly deliveryStream: IDeliveryStream;

  /**
   * The document of a record, which is one line of JSON.
   *
   * @default AlertFormat.ALERT
   */
  readonly format?: AlertFormat;
}

/**
 * Puts alerts into an Amazon Data Firehose stream, which delivers them to S3 as lines of JSON, to Splunk, Datadog or any HTTP
 * endpoint that Firehose supports.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
 * import { Bucket } from 'aws-cdk-lib/aws-s3';
 * import { AlertFormat, type AlertTopic, FirehoseSink } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * const deliveryStream = new DeliveryStream(stack, 'Findings', {
 *   destination: new S3Bucket(new Bucket(stack, 'Bucket', { enforceSSL: true })),
 * });
 * new FirehoseSink(stack, 'Lake', { alertTopic, deliveryStream, format: AlertFormat.OCSF });
 */
export class FirehoseSink extends AlertSink {
  /** The delivery stream. */
  public readonly deliveryStream: IDeliveryStream;

  constructor(scope: Construct, id: string, props: FirehoseSinkProps) {
    super(scope, id);
    this.deliveryStream = props.deliveryStream;
    const { deliveryStreamName: streamName, deliveryStreamArn } = props.deliveryStream;
    const format = props.format ?? AlertFormat.ALERT;
    this._parts = createSink(this, props, {
      bundle: 'send-records',
      description: 'puts alerts into a delivery stream',
      services: 'Firehose, KMS and CloudWatch',
      environment: (common) => encodeRecordSinkSettings({ ...common, streamName, format }),
      statements: [{ Effect: 'Allow', Action: 'firehose:PutRecord', Resource: deliveryStreamArn }],
    });
  }
}
