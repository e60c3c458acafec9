import type { FileFinding } from '../../../lib/core/digest/finding';
import type { CliVerdicts } from './aws-cli';

/** Where the AWS CLI and trailwatch differ on a file. */
export interface Difference {
  readonly kind: 'digest' | 'log';
  /** `valid`, `INVALID`, or `not named`. */
  readonly cli: string;
  /** Our status and reason. */
  readonly ours: string;
  readonly key: string;
}

/** Where the two differ: agreed is that a file is right, that it is not, or that nothing is said of it. */
export function compareVerdicts(
  findings: readonly FileFinding[],
  verdicts: CliVerdicts,
): readonly Difference[] {
  const differences: Difference[] = [];
  const named = new Set(findings.map(({ key }) => key));
  for (const { kind, key, status, reason } of findings) {
    const cli = sayOf(verdicts.get(key));
    if (isAgreed(cli, status)) continue;
    differences.push({ kind, cli, ours: [status, reason].filter(Boolean).join(' '), key });
  }
  for (const [key, verdict] of verdicts) {
    if (named.has(key)) continue;
    differences.push({
      kind: key.includes('/CloudTrail-Digest/') ? 'digest' : 'log',
      cli: sayOf(verdict),
      ours: 'not named',
      key,
    });
  }
  return differences;
}

function sayOf(verdict: string | undefined): string {
  if (verdict === undefined) return 'not named';
  return verdict === 'valid' ? 'valid' : 'INVALID';
}

function isAgreed(cli: string, status: FileFinding['status']): boolean {
  if (status === 'valid') return cli === 'valid';
  if (status === 'unverified') return cli === 'not named';
  return cli === 'INVALID' && (status === 'invalid' || status === 'missing');
}
