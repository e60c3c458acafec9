import fc from 'fast-check';
import { gzippedLogFile } from '../core/record/log-file-reading';
import { cases } from '../jest/cases';
import { cloudTrailNotice, inTopic, logKey, s3Notice, VALIDATION } from './notices';
import { Run } from './run';

type FileKind = 'sound' | 'damaged' | 'missing' | 'slow' | 'refused';

interface RandomMessage {
  readonly files: readonly { readonly kind: FileKind; readonly records: number; readonly fails: number }[];
  readonly wrap: (...keys: readonly string[]) => string;
}

const file = fc.record({
  kind: fc.constantFrom<FileKind>('sound', 'sound', 'damaged', 'missing', 'slow', 'refused'),
  records: fc.integer({ min: 0, max: 7 }),
  // how often S3 or the callback fails before it works
  fails: fc.constantFrom(0, 0, 1, 3, 9),
});
const message: fc.Arbitrary<RandomMessage> = fc.record({
  files: fc.array(file, { maxLength: 3 }),
  wrap: fc.constantFrom(cloudTrailNotice, s3Notice, (...keys: readonly string[]) =>
    inTopic(cloudTrailNotice(...keys)),
  ),
});
const options = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  parallelReaders: fc.integer({ min: 1, max: 3 }),
  maxRecordsPerCall: fc.integer({ min: 1, max: 5 }),
  visibilityTimeoutSeconds: fc.constantFrom(2, 60),
  deleteOnFailure: fc.boolean(),
});

/** What the files of one run are to do, and what became of their records. */
class Files {
  private readonly failsLeft = new Map<string, number>();
  private readonly expected = new Map<string, readonly string[]>();
  readonly taken = new Set<string>();

  add(run: Run, name: string, { kind, records, fails }: RandomMessage['files'][number]): string {
    const key = logKey(`${kind}${name}`);
    const ids = Array.from({ length: records }, (_, index) => `${key} ${index}`);
    const bytes = gzippedLogFile(
      ids.map((eventID) => ({ eventID, eventName: 'n', eventSource: 's', eventTime: 't' })),
    );
    if (kind !== 'missing') {
      run.bucket.objects.set(key, kind === 'damaged' ? bytes.subarray(0, bytes.length - 4) : bytes);
    }
    this.failsLeft.set(key, fails);
    this.expected.set(key, ids);
    return key;
  }

  /** Whether the key is to fail once more. */
  fails(key: string): boolean {
    const left = this.failsLeft.get(key) ?? 0;
    this.failsLeft.set(key, left - 1);
    return left > 0;
  }

  isWhole(key: string): boolean {
    return (this.expected.get(key) ?? []).every((id) => this.taken.has(id));
  }
}

test('no message is lost: it is deleted after all its records were taken, or else it stays or is dead', async () => {
  let deletedWithRecords = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 12 }), options, async (messages, chosen) => {
      const run = new Run();
      const files = new Files();
      const keysOf = new Map<string, readonly string[]>();
      const underWay = new Map<string, number>();
      const failed = new Set<string>();
      for (const [index, { files: parts, wrap }] of messages.entries()) {
        const keys = parts.map((part, at) => files.add(run, `${index}x${at}`, part));
        keysOf.set(`m${index}`, keys);
        run.queue.send(`m${index}`, keys.length === 0 ? inTopic(VALIDATION) : wrap(...keys));
      }
      run.bucket.fault = (key) => {
        if (!key.includes('_refused') && files.fails(key)) throw new Error('slow down');
      };
      run.queue.fault = (request, id) => {
        if (request !== 'delete') return;
        const keys = keysOf.get(id) ?? [];
        deletedWithRecords += keys.length;
        expect((chosen.deleteOnFailure && failed.has(id)) || keys.every((key) => files.isWhole(key))).toBe(
          true,
        );
      };
      await run.process(
        {
          ...chosen,
          onRecords: async (records) => {
            const key = records[0]?.source.key ?? '';
            if (key.includes('_slow')) await run.clock.wait(90_000);
            if (key.includes('_refused') && files.fails(key)) throw new Error('full');
            for (const { record } of records) files.taken.add(String(record.eventID));
          },
          onError: ({ queueMessage, code }) => {
            if (code !== 'download-failed') failed.add(queueMessage?.messageId ?? '');
          },
          onProgress: (step) => {
            if (step.state === 'pollQueue' && run.queue.messages.size === 0) run.stop.abort();
            if (step.state !== 'processSource') return undefined;
            const { messageId } = step.message;
            underWay.set(messageId, (underWay.get(messageId) ?? 0) + 1);
            // Extended in time, a message is received by no second reader meanwhile.
            expect(underWay.get(messageId)).toBe(1);
            return () => underWay.set(messageId, (underWay.get(messageId) ?? 0) - 1);
          },
        },
        100_000,
      );
      const { deleted, dead, messages: left } = run.queue;
      expect([...deleted, ...dead, ...left.keys()].sort()).toEqual([...keysOf.keys()].sort());
      expect(left.size).toBe(0);
      // Sound files of dead messages were handed over as well: none holds up another.
      for (const [id, keys] of keysOf) {
        const sound = keys.filter((key) => /_sound/.test(key) && dead.includes(id));
        expect(
          sound.every(
            (key) =>
              files.isWhole(key) || messages[Number(id.slice(1))]?.files.some(({ fails }) => fails > 3),
          ),
        ).toBe(true);
      }
    }),
  );
  expect(deletedWithRecords).toBeGreaterThan(cases(100));
});
