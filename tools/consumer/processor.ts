import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../peers/outcome';

/** A processor of log files in TypeScript, of which no name may be `any`. */
const PROCESSOR = `import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type CloudTrailRecord, createSqsHandler, parseObjectKey, processQueue } from 'cdk-trailwatch/processing';

const s3 = new S3Client({ region: 'eu-west-1' });
const actors: (string | undefined)[] = [];
const options = {
  s3,
  onRecords: (records: readonly { readonly record: CloudTrailRecord }[]) => {
    for (const { record } of records) actors.push(record.userIdentity?.arn, parseObjectKey('key')?.accountId);
  },
  onError: (error: Error) => console.error(error.message),
};
export const handler = createSqsHandler(options);
export const running = processQueue(
  { ...options, sqs: new SQSClient({ region: 'eu-west-1' }), queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/queue' },
  AbortSignal.abort(),
);
// @ts-expect-error a record has no such field
export const missing = (record: CloudTrailRecord) => record.userIdentity?.sessionContext?.sessionIssuer?.userName.length + 1;
`;

/** The same entry point in plain JavaScript, as an ES module and as CommonJS: a message of no kind is returned. */
const PROCESSOR_USE = `
const errors = [];
const handler = createSqsHandler({ s3: {}, onRecords() {}, onError: ({ code }) => void errors.push(code) });
const event = { Records: [{ messageId: 'm', body: '{}', attributes: {} }] };
handler(event, { getRemainingTimeInMillis: () => 60_000 }).then((answer) => console.log(JSON.stringify({ answer, errors })));
`;
const PROCESSOR_ANSWER =
  '{"answer":{"batchItemFailures":[{"itemIdentifier":"m"}]},"errors":["unknown-message"]}\n';

/** Writes the three programs that import `cdk-trailwatch/processing`; `processor.ts` is for the compiler only. */
export function writeProcessor(project: string): void {
  writeFileSync(join(project, 'processor.ts'), PROCESSOR);
  const imported = "import { createSqsHandler } from 'cdk-trailwatch/processing';";
  writeFileSync(join(project, 'processor.mjs'), `${imported}\n${PROCESSOR_USE}`);
  const required = "const { createSqsHandler } = require('cdk-trailwatch/processing');";
  writeFileSync(join(project, 'processor.cjs'), `${required}\n${PROCESSOR_USE}`);
}

/** Runs the programs in plain JavaScript. */
export function checkProcessor(run: (file: string) => string, outcome: Outcome): void {
  for (const file of ['processor.mjs', 'processor.cjs']) {
    outcome.check(
      run(file) === PROCESSOR_ANSWER,
      `${file} imports cdk-trailwatch/processing and handles a message`,
    );
  }
}
