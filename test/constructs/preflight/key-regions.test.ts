import type { Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  AlertTopic,
  ArchiveSearch,
  AuditTrail,
  ChatTopic,
  EventDataStore,
  LogArchive,
  LogTable,
  LogTableCompaction,
  QueryResultsBucket,
  TrailLogGroup,
  UnifiedTables,
} from '../../../lib/index';
import { newStack, REGION, TRAIL } from '../synthesize';

const archiveIn = (stack: Stack) => new LogArchive(stack, 'Archive', { trails: [TRAIL] });
const tableProps = (stack: Stack) => ({ archive: archiveIn(stack), firstDay: '2026-01-01' });
const keyPolicyManagedElsewhere = true;

test.each<[string, (stack: Stack, encryptionKey: IKey) => unknown]>([
  ['topic', (stack, encryptionKey) => new AlertTopic(stack, 'It', { encryptionKey })],
  [
    'chat topic',
    (stack, encryptionKey) =>
      new ChatTopic(stack, 'It', { alertTopic: new AlertTopic(stack, 'Alerts'), encryptionKey }),
  ],
  [
    'results bucket',
    (stack, encryptionKey) => new ArchiveSearch(stack, 'It', { archive: archiveIn(stack), encryptionKey }),
  ],
  [
    'results bucket',
    (stack, encryptionKey) => new LogTable(stack, 'It', { ...tableProps(stack), encryptionKey }),
  ],
  [
    'compacted table',
    (stack, encryptionKey) =>
      new LogTableCompaction(stack, 'It', {
        table: new LogTable(stack, 'Table', tableProps(stack)),
        encryptionKey,
      }),
  ],
  [
    'event data store',
    (stack, encryptionKey) => new EventDataStore(stack, 'It', { encryptionKey, keyPolicyManagedElsewhere }),
  ],
  [
    'results bucket',
    (stack, encryptionKey) =>
      new QueryResultsBucket(stack, 'It', { encryptionKey, keyPolicyManagedElsewhere }),
  ],
  [
    'tables',
    (stack, encryptionKey) => new UnifiedTables(stack, 'It', { encryptionKey, keyPolicyManagedElsewhere }),
  ],
  [
    'log group',
    (stack, encryptionKey) =>
      new AuditTrail(stack, 'It', {
        ...{ identity: TRAIL, archive: archiveIn(stack) },
        cloudWatchLogs: TrailLogGroup.create({ encryptionKey, policyManagedElsewhere: true }),
      }),
  ],
])('a key of another Region than the %s is refused', (noun, create) => {
  const stack = newStack();
  const key = Key.fromKeyArn(
    stack,
    'Far',
    'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  );
  expect(() => create(stack, key)).toThrow(
    `encryptionKey is in Region 'us-east-2', but the ${noun} is in '${REGION}'; use a key in that Region`,
  );
});
