import { type FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';

/** Puts a document into a delivery stream as one line of JSON. */
export async function putRecord(client: FirehoseClient, streamName: string, document: object): Promise<void> {
  const Data = Buffer.from(`${JSON.stringify(document)}\n`);
  await client.send(new PutRecordCommand({ DeliveryStreamName: streamName, Record: { Data } }));
}
