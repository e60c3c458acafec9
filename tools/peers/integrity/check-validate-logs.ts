import type { FileFinding, Finding } from '../../../lib/core/digest/finding';
import { checkArchive } from '../../../test/digest/check-archive';
import { DEFAULT_PLAN } from '../../../test/digest/signed-archive';
import { serveArchive } from '../../../test/local-aws/archive-server';
import type { AnsweringProcess } from '../answering-process';
import type { Outcome } from '../outcome';
import { type CliVerdicts, startAwsCli, validateByAwsCli } from './aws-cli';
import { checkEveryDamage } from './check-every-damage';
import { compareVerdicts } from './compare-verdicts';
import { type DamagedArchive, damagedArchives } from './damaged-archives';
import { KNOWN_DIFFERENCES } from './known-differences';

const ORDER = {
  trailArn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit',
  bucket: DEFAULT_PLAN.bucket,
  start: '2026-10-01T00:00:00Z',
  end: '2026-10-01T10:00:00Z',
};

/**
 * What `aws cloudtrail validate-logs` and trailwatch say of the same archives, damaged in every way that has a name. They
 * must agree on every file, but for the differences that are known, and those must be there.
 */
export async function checkValidateLogs(python: string, outcome: Outcome): Promise<void> {
  const known = new Set(Object.keys(KNOWN_DIFFERENCES));
  const cli = startAwsCli(python);
  try {
    for (const damaged of damagedArchives()) {
      known.delete(damaged.name);
      await checkOne(cli, damaged, outcome);
    }
    await checkEveryDamage(cli, ORDER, outcome);
  } finally {
    cli.stop();
  }
  outcome.check(known.size === 0, 'every known difference from the AWS CLI was tried', [...known]);
}

async function checkOne(
  cli: AnsweringProcess,
  { name, archive }: DamagedArchive,
  outcome: Outcome,
): Promise<void> {
  const findings = await checkArchive(archive);
  const server = await serveArchive(archive);
  const verdicts = await validateByAwsCli(cli, server, ORDER).finally(() => server.stop());
  const files = findings.filter((finding): finding is FileFinding => finding.kind !== 'gap');
  const differences = compareVerdicts(files, verdicts);
  const found = [...new Set(differences.map(({ kind, cli, ours }) => `${kind}: ${cli}, ${ours}`))].sort();
  const { differences: expected = [], why } = KNOWN_DIFFERENCES[name] ?? {};
  const holds = found.join('\n') === [...expected].sort().join('\n');
  const summary = `CLI: ${sayCli(verdicts)} | trailwatch: ${sayOurs(findings)}`;
  outcome.check(
    holds,
    `validate-logs, ${name}: ${summary}${why === undefined ? '' : ` | differ: ${why}`}`,
    found,
  );
}

function sayCli(verdicts: CliVerdicts): string {
  const faults = [...verdicts.values()].filter((verdict) => verdict !== 'valid');
  return faults.length === 0 ? 'all valid' : faults.join('; ');
}

function sayOurs(findings: readonly Finding[]): string {
  const faults = findings.filter(({ status }) => status !== 'valid');
  const words = faults.map(
    ({ kind, status, reason }) => `${kind} ${status === 'gap' ? '' : status} ${reason}`,
  );
  const counted = [...new Set(words)].map((word) => {
    const count = words.filter((other) => other === word).length;
    return count === 1 ? word : `${count} x ${word}`;
  });
  return counted.length === 0 ? 'all valid' : counted.join('; ').replaceAll('  ', ' ');
}
