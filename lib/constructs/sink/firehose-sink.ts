import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { RECORD_SINK_ENVIRONMENT } from '../../core/settings/sink-settings';
import { errorAt, within } from '../preflight/construct-error';
import { AlertSink, type AlertSinkProps, createSink } from './alert-sink';
import type { FirehoseDestination } from './firehose-destination';
import { createSinkStream, type SinkStream } from './sink-stream';

/** The format of the documents that a `FirehoseSink` sends to its stream. */
export enum AlertFormat {
  /** The document of events on a bus, whose `alert` is the alert. */
  ALERT = 'alert',
  /** An OCSF Detection Finding (class 2004), version 1.3.0, with the profile `cloud`. */
  OCSF = 'ocsf',
}

/** Properties of `FirehoseSink`. Either `deliveryStream` or `destination` is required. */
export interface FirehoseSinkProps extends AlertSinkProps {
  /**
   * An existing delivery stream that accepts direct puts. Its destination, and the handling of records that it cannot deliver,
   * are its own configuration.
   *
   * @default - a new one, which delivers to `destination`
   */
  readonly deliveryStream?: IDeliveryStream;

  /**
   * The destination of a new delivery stream: S3, Splunk, Datadog or another HTTP endpoint.
   *
   * @default - none; `deliveryStream` is required then
   */
  readonly destination?: FirehoseDestination;

  /**
   * The format of a record, which is one line of JSON.
   *
   * @default - `AlertFormat.OCSF` for `FirehoseDestination.parquet()`, otherwise `AlertFormat.ALERT`
   */
  readonly format?: AlertFormat;
}

/**
 * Sends alerts to an Amazon Data Firehose stream, which delivers them to S3 as JSON lines or Parquet, to Splunk, Datadog or any
 * HTTP endpoint that Firehose supports.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
 * import { type AlertTopic, FirehoseDestination, FirehoseSink } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * new FirehoseSink(stack, 'Findings', { alertTopic, destination: FirehoseDestination.parquet() });
 * new FirehoseSink(stack, 'Splunk', {
 *   alertTopic,
 *   destination: FirehoseDestination.splunk({
 *     endpoint: 'https://http-inputs-firehose-example.splunkcloud.com:443',
 *     secret: Secret.fromSecretNameV2(stack, 'Token', 'splunk'),
 *   }),
 * });
 */
export class FirehoseSink extends AlertSink {
  private readonly stream: SinkStream;

  constructor(scope: Construct, id: string, props: FirehoseSinkProps) {
    super(scope, id);
    const format = this.formatOf(props);
    this.stream = within(this, () => this.streamOf(props));
    const { deliveryStreamName: streamName, deliveryStreamArn, alarms } = this.stream;
    const parts = createSink(this, props, {
      bundle: 'send-records',
      description: 'puts alerts into a delivery stream',
      services: 'Firehose, KMS and CloudWatch',
      environment: (common) => RECORD_SINK_ENVIRONMENT.encode({ ...common, streamName, format }),
      statements: [{ Effect: 'Allow', Action: 'firehose:PutRecord', Resource: deliveryStreamArn }],
    });
    this._parts = { ...parts, alarms: [...parts.alarms, ...alarms] };
  }

  /** The delivery stream. */
  public get deliveryStream(): IDeliveryStream {
    return this.stream.reference();
  }

  private streamOf(props: FirehoseSinkProps): SinkStream {
    const { destination, deliveryStream } = props;
    if (destination !== undefined && deliveryStream === undefined)
      return createSinkStream(this, destination, props);
    if (deliveryStream !== undefined && destination === undefined) {
      const { deliveryStreamArn, deliveryStreamName } = deliveryStream;
      return { deliveryStreamArn, deliveryStreamName, reference: () => deliveryStream, alarms: [] };
    }
    const found =
      destination === undefined
        ? 'neither deliveryStream nor destination is'
        : 'deliveryStream and destination are both';
    throw new Error(`${found} given; give one of them`);
  }

  private formatOf({ destination, format }: FirehoseSinkProps): AlertFormat {
    if (destination?._isParquet !== true) return format ?? AlertFormat.ALERT;
    if (format !== AlertFormat.ALERT) return AlertFormat.OCSF;
    throw errorAt(
      this,
      "format is 'alert', and the table of Parquet files has the columns of OCSF; leave out format, or use FirehoseDestination.s3()",
    );
  }
}
