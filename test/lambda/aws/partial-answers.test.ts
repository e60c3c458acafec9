import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SQSClient } from '@aws-sdk/client-sqs';
import { listObjects, listVersions } from '../../../lambda/aws/s3/list-objects';
import { importFinding } from '../../../lambda/aws/send/import-finding';
import { putEvent } from '../../../lambda/aws/send/put-event';
import { sendMessages } from '../../../lambda/aws/send/send-messages';
import { type Answer, answering, inTurn } from '../../lists/answering';
import { calledOperations } from '../../lists/called-operations';

const REGION = { region: 'eu-west-1' };
const s3 = () => new S3Client(REGION);

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const EVENT = { source: 'trailwatch', detailType: 'Trailwatch Alert', detail: {} } as const;

/** A call that AWS does for some of what it is asked for. */
interface Batch {
  readonly call: () => Promise<unknown>;
  /** What is answered with status 200 where a part, or all, was not done. */
  readonly partial: Answer;
  /** What the error says, where the part is not sent again until all is done. */
  readonly reported: string;
}

const BATCHES: Readonly<Record<string, Batch>> = {
  SendMessageBatch: {
    call: () => sendMessages(new SQSClient(REGION), 'q', ['one', 'two']),
    partial: { Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'KmsThrottled', SenderFault: true }] },
    reported: 'SQS did not accept 1 messages: KmsThrottled',
  },
  PutEvents: {
    call: () => putEvent(new EventBridgeClient(REGION), 'bus', EVENT),
    partial: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'later' }] },
    reported: 'EventBridge did not accept the event: ThrottlingException later',
  },
  BatchImportFindings: {
    call: () => importFinding(new SecurityHubClient(REGION), { Id: 'f' } as never),
    partial: { SuccessCount: 0, FailedCount: 1, FailedFindings: [{ Id: 'f', ErrorCode: 'InternalError' }] },
    reported: 'Security Hub did not take the finding: InternalError',
  },
};

/** The members of an answer that say that AWS did a part only. */
const PARTIAL = /^(?:Unprocessed|Failed|Unsuccessful|Rejected)/;
test('every call of a handler that AWS may do in part is one of these', async () => {
  const called = await calledOperations('lambda');
  const partial = called.filter(({ members }) => members.some((name) => PARTIAL.test(name)));
  expect(called.length).toBeGreaterThan(80);
  expect(partial.map(({ operation }) => operation).sort()).toEqual(Object.keys(BATCHES).sort());
});

test.each(Object.entries(BATCHES))('what %s did not take is an error', async (name, batch) => {
  answering(name, inTurn([batch.partial, { ...batch.partial, Successful: [] }]));
  await expect(batch.call()).rejects.toThrow(batch.reported);
});

test('what SQS did not take is sent again, and nothing else', async () => {
  const answers = [{ Successful: [{ Id: '1' }], Failed: [{ Id: '0' }] }, { Successful: [{ Id: '0' }] }];
  const inputs = answering('SendMessageBatch', inTurn(answers));
  await sendMessages(new SQSClient(REGION), 'q', ['one', 'two']);
  expect(inputs.map(({ Entries }) => (Entries as Answer[]).map(({ MessageBody }) => MessageBody))).toEqual([
    ['one', 'two'],
    ['one'],
  ]);
});

test('fails when S3 gives a part of a list, and not where it continues', async () => {
  answering('ListObjectsV2', () => ({ IsTruncated: true, Contents: [{ Key: 'k' }] }));
  await expect(all(listObjects(s3(), 'b', ''))).rejects.toThrow('S3 returned part of the list of b');
  answering('ListObjectVersions', () => ({ IsTruncated: true, Versions: [{ Key: 'k' }] }));
  await expect(all(listVersions(s3(), 'b', ['', undefined]))).rejects.toThrow(
    'S3 returned part of the list of b',
  );
});
