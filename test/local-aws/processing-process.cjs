// A program that processes a queue with the package as it is built: tells its parent each record and each error, and what it took
// when the parent says that it is enough.
const { join } = require('node:path');
const { S3Client } = require('@aws-sdk/client-s3');
const { SQSClient } = require('@aws-sdk/client-sqs');

const { processQueue } = require(join(__dirname, '../../dist/processing/index.js'));

const stop = new AbortController();
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

const { forcePathStyle = false, ...options } = JSON.parse(process.argv[2]);
const records = [];
let deleted = 0;
process.on('message', async () => {
  const { user, system } = process.cpuUsage(cpu);
  const taken = { cpuMs: (user + system) / 1000, wallMs: performance.now() - begun };
  stop.abort();
  await running;
  process.send({ ended: { ...taken, records, deleted } });
});

const cpu = process.cpuUsage();
const begun = performance.now();
const running = processQueue(
  {
    ...options,
    s3: new S3Client({ forcePathStyle }),
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
    onRecords: (batch) => {
      for (const { record, source } of batch) records.push(`${source.key} ${record.eventID}`);
      process.send({ count: records.length });
    },
    onProgress: ({ state }) =>
      state === 'deleteMessage'
        ? ({ succeeded }) => {
            if (succeeded) deleted += 1;
          }
        : undefined,
    onError: ({ code, message }) => process.send({ error: { code, message } }),
  },
  stop.signal,
);
