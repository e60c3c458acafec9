import { integrityRuleOf, toIntegrityAlert } from '../../lib/core/alert/integrity-alert';
import { type ArchiveFolder, keyPrefixOf, parseDigestKey } from '../../lib/core/digest/archive-folder';
import type { Finding } from '../../lib/core/digest/finding';
import { parseObjectKey } from '../../lib/core/record/object-key';
import type { Invocation } from './invocation';
import { deliveryTimeMs } from './slice';

/**
 * Raises an alert for each finding that people must know of. All are tried before one is said to have failed. The window
 * and the identity of each follow from the archive alone, so a second check finds it claimed.
 */
export async function raiseFindings(
  invocation: Invocation,
  folder: ArchiveFolder,
  findings: readonly (Finding & { readonly isStopped?: boolean })[],
): Promise<void> {
  const outcomes = await Promise.allSettled(
    findings.map((finding) => invocation.alertLimit(() => raiseFinding(invocation, folder, finding))),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function raiseFinding(
  { raiser, settings, counts, outOfTime }: Invocation,
  folder: ArchiveFolder,
  { isStopped, ...finding }: Finding & { readonly isStopped?: boolean },
): Promise<void> {
  const rule = integrityRuleOf(finding);
  if (rule === undefined) return;
  outOfTime.throwIfAborted();
  const { accountId, region } = folder;
  const alert = toIntegrityAlert(rule, {
    ...{ finding, accountId, region, time: timeOf(finding), bucket: settings.bucketName },
    digestFolder: keyPrefixOf(folder, 'CloudTrail-Digest'),
    ...(isStopped === undefined ? {} : { isStopped }),
  });
  counts.addRaised(await raiser.raise(alert, { name: rule.id, firstSteps: rule.firstSteps }));
}

/** When the file was delivered, or since when a chain is silent: a second check computes the same time. */
function timeOf(finding: Finding): string {
  if (finding.kind === 'gap' && finding.reason !== 'digests-missing') return finding.from ?? finding.until;
  const listed = parseDigestKey(finding.key);
  const digestMs = listed?.kind === 'chained' ? listed.endTimeMs : listed?.dayMs;
  const dayMs = Date.parse(parseObjectKey(finding.key)?.date ?? '1970-01-01');
  return new Date(digestMs ?? deliveryTimeMs(finding.key) ?? dayMs).toISOString().replace('.000Z', 'Z');
}
