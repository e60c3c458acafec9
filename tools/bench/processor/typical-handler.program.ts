/** What a handler for log files looks like in most examples: one object after the other, parsed, each rule tried in turn. */
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { keyOf, measureBatches, readOrder } from './measured-batches';

const order = readOrder();
const s3 = new S3Client({});

void measureBatches(order, async (batch) => {
  const alerts: string[] = [];
  for (let file = 0; file < order.files; file += 1) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key: keyOf(batch, file) }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    for (const record of JSON.parse(gunzipSync(bytes).toString()).Records) {
      for (const [eventSource, eventName] of order.pairs) {
        if (record.eventSource === eventSource && record.eventName === eventName) alerts.push(record.eventID);
      }
    }
  }
});
