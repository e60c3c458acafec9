import type { Stack } from 'aws-cdk-lib';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AlertFormat, AlertTopic, FirehoseDestination, FirehoseSink } from '../../../lib/index';
import { newStack, synthError } from '../synthesize';
import { type StreamProps, secretOf, sinkOf } from './firehose-stack';

describe('a Firehose sink fails', () => {
  test.each<[string, (stack: Stack) => StreamProps, string]>([
    ['without a stream', () => ({}), 'neither deliveryStream nor destination is given; give one of them'],
    [
      'with two streams',
      (stack) => ({
        deliveryStream: DeliveryStream.fromDeliveryStreamAttributes(stack, 'Stream', {
          deliveryStreamName: 'findings',
        }),
        destination: FirehoseDestination.s3(),
      }),
      'deliveryStream and destination are both given; give one of them',
    ],
    [
      'on Parquet of another document',
      () => ({ destination: FirehoseDestination.parquet(), format: AlertFormat.ALERT }),
      "format is 'alert', and the table of Parquet files has the columns of OCSF",
    ],
    [
      'on a prefix without a folder',
      () => ({ destination: FirehoseDestination.s3({ prefix: 'alerts' }) }),
      "prefix 'alerts' is not a list of folders",
    ],
    [
      'on a prefix that Firehose would evaluate',
      () => ({ destination: FirehoseDestination.s3({ prefix: '!{timestamp:yyyy}/' }) }),
      "prefix '!{timestamp:yyyy}/' is not a list of folders",
    ],
    [
      'on a bucket of another Region',
      (stack) => ({
        destination: FirehoseDestination.s3({
          bucket: Bucket.fromBucketAttributes(stack, 'Bucket', {
            bucketName: 'alerted',
            region: 'us-east-1',
          }),
        }),
      }),
      "the bucket is in 'us-east-1', but the stack of the sink deploys to 'eu-central-1'",
    ],
    [
      'on an endpoint without TLS',
      (stack) => ({
        destination: FirehoseDestination.splunk({ endpoint: 'http://splunk:8088', secret: secretOf(stack) }),
      }),
      "endpoint 'http://splunk:8088' is not an address that begins with https://",
    ],
  ])('%s', (_, props, message) => {
    expect(() => sinkOf(props)).toThrow(message);
  });

  test('where two sinks write below one prefix of one bucket', () => {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const bucket = new Bucket(stack, 'Bucket');
    const shared = { bucket, prefix: 'findings/' };
    new FirehoseSink(stack, 'One', { alertTopic, destination: FirehoseDestination.s3(shared) });
    new FirehoseSink(stack, 'Two', { alertTopic, destination: FirehoseDestination.parquet(shared) });
    expect(synthError(stack)).toMatch(
      /'Stack\/One\/Delivery' and 'Stack\/Two\/Delivery' both have the folder name 'Stack\/Bucket\/findings\/'/,
    );
  });
});
