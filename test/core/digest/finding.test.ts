import { type FileProblem, gap, isBenignGap, problemFile, validFile } from '../../../lib/core/digest/finding';

const TIME = { fromMs: Date.parse('2026-10-01T01:00:00.5Z'), untilMs: Date.parse('2026-10-01T02:00:00Z') };

test('a valid file says what of it was verified', () => {
  expect([validFile('digest', 'd', 7), validFile('log', 'l', 9)]).toEqual([
    ...[
      { kind: 'digest', key: 'd', status: 'valid', message: 'signature and chain are valid', sizeBytes: 7 },
    ],
    {
      ...{ kind: 'log', key: 'l', status: 'valid', sizeBytes: 9 },
      message: 'the hash value matches the digest file',
    },
  ]);
});

test.each<[string, FileProblem, object]>([
  [
    'what is wrong, and what more is known',
    { status: 'invalid', reason: 'wrong-hash', detail: 'of an hour ago', sizeBytes: 7, found: '"etag"' },
    {
      ...{ status: 'invalid', reason: 'wrong-hash', sizeBytes: 7, found: '"etag"' },
      message: 'the hash value does not match the digest file: of an hour ago',
    },
  ],
  [
    'that it may still be proven',
    { status: 'unverified', reason: 'not-yet-digested', isPending: true },
    {
      ...{ status: 'unverified', reason: 'not-yet-digested', isPending: true },
      message: 'the digest files that may list it are not delivered yet',
    },
  ],
  [
    'that it is overdue',
    { status: 'unverified', reason: 'not-yet-digested' },
    {
      ...{ status: 'unverified', reason: 'not-yet-digested' },
      message: 'the digest files that may list it are not in the archive: they were deleted or not delivered',
    },
  ],
])('a file that is not proven says %s', (_, problem, expected) => {
  expect(problemFile('log', 'l', problem)).toEqual({ kind: 'log', key: 'l', ...expected });
});

test.each<[string, Parameters<typeof gap>[2], object, string]>([
  [
    'its time',
    TIME,
    { from: '2026-10-01T01:00:00Z' },
    'no later digest file of the chain is in the archive: they were deleted or not delivered: between 2026-10-01T01:00:00Z and 2026-10-01T02:00:00Z',
  ],
  [
    'why it is one',
    { ...TIME, cause: 'stopped' },
    { from: '2026-10-01T01:00:00Z', cause: 'stopped' },
    'the last digest file is a final one: logging was stopped, or the trail was deleted: between 2026-10-01T01:00:00Z and 2026-10-01T02:00:00Z',
  ],
  [
    'its end, where its beginning is not known',
    { ...TIME, fromMs: undefined },
    {},
    'no later digest file of the chain is in the archive: they were deleted or not delivered: before 2026-10-01T02:00:00Z',
  ],
  [
    'one time, where it has no length',
    { ...TIME, fromMs: TIME.untilMs },
    { from: '2026-10-01T02:00:00Z' },
    'no later digest file of the chain is in the archive: they were deleted or not delivered: at 2026-10-01T02:00:00Z',
  ],
])('a gap says %s', (_, time, more, message) => {
  expect(gap('d', 'silence', time)).toEqual({
    ...{ kind: 'gap', key: 'd', status: 'gap', reason: 'silence', until: '2026-10-01T02:00:00Z', message },
    ...more,
  });
});

test('a gap is benign where logging was off or no time lies between two chains', () => {
  const causes = ['stopped', 'at-once', 'no-final', undefined] as const;
  expect(causes.map((cause) => isBenignGap(gap('d', 'restarted', { ...TIME, cause })))).toEqual([
    ...[true, true, false, false],
  ]);
});
