import type { SignedArchive } from '../../digest/signed-archive';
import { type ArchiveServerOptions, type ServedRequest, serveArchive } from '../../local-aws/archive-server';
import { runTrailwatch } from '../run-trailwatch';
import type { Verdict } from './validate-copy';

/** What is asked for, where a test cares. */
export interface ServedOptions extends ArchiveServerOptions {
  readonly argv?: readonly string[];
  readonly now?: string;
}

/** What a validation of a bucket gave. */
export interface ServedOutcome {
  readonly status: number;
  readonly stderr: string;
  readonly verdicts: readonly Verdict[];
  readonly requests: readonly ServedRequest[];
  /** What CloudTrail was asked for keys with. */
  readonly keyRanges: readonly string[];
  /** Such as `100.0`. */
  readonly share: string | undefined;
}

/** Validates an archive in a bucket, which a local server plays. */
export async function validateServed(
  archive: SignedArchive,
  { argv = [], now = '2026-10-01T06:30:00Z', ...options }: ServedOptions = {},
): Promise<ServedOutcome> {
  const server = await serveArchive(archive, options);
  try {
    const { status, stdout, stderr } = await runTrailwatch(
      ['validate', 's3://audit-archive', '--format', 'ndjson', ...argv],
      { environment: { HOME: '/', ...server.environment }, currentTime: now },
    );
    const lines = stdout.split('\n').filter((line) => line !== '');
    const [, share] = /^proven=(\d+\.\d)%/m.exec(stderr) ?? [];
    const verdicts = lines.map((line) => JSON.parse(line) as Verdict);
    return {
      status,
      stderr,
      verdicts,
      requests: [...server.requests],
      keyRanges: [...server.keyRequests],
      share,
    };
  } finally {
    await server.stop();
  }
}
