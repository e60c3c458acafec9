import { judgeTrail, type TrailStatus } from '../../../lib/core/delivery/trail-status';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;

const WORKS: TrailStatus = {
  ...{ isLogging: true, hasValidation: true, startedMs: NOW - 1000 * HOUR_MS },
  ...{ lastLogFileMs: NOW - 500 * HOUR_MS, lastDigestMs: NOW - HOUR_MS },
};

function texts(changes: Partial<TrailStatus>): readonly string[] {
  return judgeTrail({ ...WORKS, ...changes }, NOW).map(({ text }) => text);
}

describe('what is wrong with a trail', () => {
  it('finds nothing where digest files come, however old the last log file is', () => {
    expect(texts({})).toEqual([]);
    expect(texts({ lastLogFileMs: undefined })).toEqual([]);
  });

  it('says since when a trail does not log, and nothing of its digest files', () => {
    const stopped = { isLogging: false, lastDigestMs: NOW - 90 * HOUR_MS };
    expect(texts({ ...stopped, stoppedMs: NOW - 80 * HOUR_MS })).toEqual([
      'the trail is not logging since 2026-11-17T04:00:00Z',
    ]);
    expect(texts(stopped)).toEqual(['the trail is not logging']);
  });

  it('has each delivery that fails, with the code of the service', () => {
    expect(
      texts({
        ...{ logFileError: 'AccessDenied', digestError: 'NoSuchBucket' },
        ...{ logGroupError: 'ResourceNotFound', notificationError: 'AuthorizationError' },
      }),
    ).toEqual([
      'log files are not delivered (AccessDenied)',
      'digest files are not delivered (NoSuchBucket)',
      'events do not reach CloudWatch Logs (ResourceNotFound)',
      'SNS notifications are not sent (AuthorizationError)',
    ]);
  });

  it('takes an empty code for none', () => {
    const logFileError = '';
    expect(texts({ logFileError, digestError: '' })).toEqual([]);
  });

  it.each([
    { hours: 4, late: [] },
    { hours: 5, late: ['no digest file since 2026-11-20T07:00:00Z'] },
  ])('misses a digest file after four hours: $hours', ({ hours, late }) => {
    expect(texts({ lastDigestMs: NOW - hours * HOUR_MS })).toEqual(late);
  });

  it('waits as long after logging was started', () => {
    expect(texts({ lastDigestMs: undefined, startedMs: NOW - 4 * HOUR_MS })).toEqual([]);
    expect(texts({ lastDigestMs: undefined, startedMs: NOW - 5 * HOUR_MS })).toEqual([
      'no digest file was ever delivered',
    ]);
    expect(texts({ lastDigestMs: NOW - 99 * HOUR_MS, startedMs: NOW - HOUR_MS })).toEqual([]);
  });

  it('expects no digest file without validation, and says an error of S3 once', () => {
    const lastDigestMs = NOW - 99 * HOUR_MS;
    expect(texts({ lastDigestMs, hasValidation: false })).toEqual([]);
    expect(texts({ lastDigestMs, digestError: 'AccessDenied' })).toEqual([
      'digest files are not delivered (AccessDenied)',
    ]);
  });
});
