import { CfnParameter, Duration, Size, type Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AlertTopic,
  ArchiveSearch,
  IntegrityMonitor,
  LogArchive,
  LogProcessor,
  LogReader,
  LogReaderRole,
  LogTable,
  QueryResultsBucket,
  TrailKey,
  Trailwatch,
} from '../../../lib/index';
import { newStack, oneRule, resourcesOf, TRAIL } from '../synthesize';

const archiveIn = (stack: Stack) => new LogArchive(stack, 'Archive', { trails: [TRAIL] });
const partsIn = (stack: Stack) => ({
  archive: archiveIn(stack),
  alertTopic: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }),
});

const late = (stack: Stack) => new CfnParameter(stack, 'Late', { type: 'Number' }).valueAsNumber;
const NEEDED = 'is known only at deployment, but is needed at synthesis; give it as a number';

test.each<[string, (stack: Stack) => unknown]>([
  [
    'recheckEvery is 25.5 hours, but must be a whole number',
    (stack) => new IntegrityMonitor(stack, 'It', { ...partsIn(stack), recheckEvery: Duration.minutes(1530) }),
  ],
  [
    'keepResultsFor is 1.25 days, but must be a whole number',
    (stack) =>
      new ArchiveSearch(stack, 'It', { archive: archiveIn(stack), keepResultsFor: Duration.hours(30) }),
  ],
  [
    'memorySize is 292.96875 MiB, but must be a whole number',
    (stack) =>
      new ArchiveSearch(stack, 'It', { archive: archiveIn(stack), memorySize: Size.kibibytes(300_000) }),
  ],
  [
    `timeout ${NEEDED}`,
    (stack) => new LogProcessor(stack, 'It', { ...partsIn(stack), timeout: Duration.seconds(late(stack)) }),
  ],
  [
    `lookEvery ${NEEDED}`,
    (stack) =>
      new Trailwatch(stack, 'It', {
        ...{ identity: TRAIL, rules: oneRule() },
        deliveryMonitor: { lookEvery: Duration.hours(late(stack)) },
      }),
  ],
  [
    `recheckReach ${NEEDED}`,
    (stack) =>
      new IntegrityMonitor(stack, 'It', { ...partsIn(stack), recheckReach: Duration.days(late(stack)) }),
  ],
  [
    `rotationPeriod ${NEEDED}`,
    (stack) => new TrailKey(stack, 'It', { trails: [TRAIL], rotationPeriod: Duration.days(late(stack)) }),
  ],
  [
    `maxSessionDuration ${NEEDED}`,
    (stack) =>
      new LogReaderRole(stack, 'It', {
        ...{ archive: archiveIn(stack), reader: LogReader.ownAccount({ account: '444455556666' }) },
        maxSessionDuration: Duration.seconds(late(stack)),
      }),
  ],
  [
    `addressLists.maxAge ${NEEDED}`,
    (stack) =>
      new LogProcessor(stack, 'It', {
        ...partsIn(stack),
        addressLists: {
          ...{ bucket: Bucket.fromBucketName(stack, 'Lists', 'lists'), keys: ['tor.txt'] },
          maxAge: Duration.days(late(stack)),
        },
      }),
  ],
  [
    'resultsExpiration is known only at deployment, and cannot be converted to days before; create it with Duration.days',
    (stack) =>
      new LogTable(stack, 'It', {
        ...{ archive: archiveIn(stack), firstDay: '2026-01-01' },
        resultsExpiration: Duration.hours(late(stack)),
      }),
  ],
])('%s', (sentence, create) => {
  expect(() => create(newStack())).toThrow(sentence);
});

test('a time that is known only once deployed is a reference, and what describes it says so', () => {
  const stack = newStack();
  new QueryResultsBucket(stack, 'It', { expireAfter: Duration.days(late(stack)) });
  const [bucket] = resourcesOf(stack, 'AWS::S3::Bucket');
  const rules = bucket?.Properties.LifecycleConfiguration.Rules;
  expect(rules).toContainEqual(expect.objectContaining({ ExpirationInDays: { Ref: 'Late' } }));
  expect(JSON.stringify(bucket)).toContain('expire after as many days as the deployment says');
});
