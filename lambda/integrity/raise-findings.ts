import {
  integrityCauseOf,
  integrityRuleOf,
  toIntegrityAlert,
} from '../../lib/core/alert/operational/integrity-alert';
import {
  type ArchiveFolder,
  archiveFolderOf,
  keyPrefixOf,
  parseDigestKey,
} from '../../lib/core/digest/archive-folder';
import type { Finding } from '../../lib/core/digest/finding';
import { deliveryTimeMs, parseObjectKey } from '../../lib/core/record/object-key';
import { toEventTime } from '../../lib/core/record/to-event-time';
import { SEVERITIES } from '../../lib/core/rule/rule';
import { requireAll } from '../raise/retry-later';
import { expectedFolders, type Invocation } from './invocation';
import { openFindings } from './state/open-findings';

/**
 * Raises an alert for each finding that requires one. All are tried before an error is thrown. The window and the identity of
 * each depend only on the archive, so a second check finds it claimed.
 */
export async function raiseFindings(
  invocation: Invocation,
  folder: ArchiveFolder,
  findings: readonly RaisedFinding[],
  returnsOf: (finding: Finding) => number = () => 0,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    mostSevereFirst(findings).map((finding) =>
      invocation.alertLimit(() => raiseFinding(invocation, folder, finding, returnsOf(finding))),
    ),
  );
  requireAll(outcomes);
}

/** Raises alerts as {@link raiseFindings} does, and writes down which files are wrong and which are right: one that was right in between is reported again. */
export async function raiseOpenFindings(
  invocation: Invocation,
  folder: ArchiveFolder,
  findings: readonly Finding[],
): Promise<void> {
  const open = await openFindings(invocation.ports, folder, findings);
  await raiseFindings(invocation, folder, findings, open.returnsOf);
  await open.write();
}

/** With the bucket of the object, if it is not the archive. */
type RaisedFinding = Finding & { readonly isStopped?: boolean; readonly bucket?: string };

/** Where many are grouped, those that count most are sent singly. */
function mostSevereFirst(findings: readonly RaisedFinding[]): readonly RaisedFinding[] {
  const rankOf = (finding: Finding) =>
    SEVERITIES.indexOf(integrityRuleOf(finding)?.severity ?? 'informational');
  return [...findings].sort((one, other) => rankOf(other) - rankOf(one));
}

async function raiseFinding(
  invocation: Invocation,
  folder: ArchiveFolder,
  { isStopped, bucket = invocation.settings.bucketName, ...finding }: RaisedFinding,
  returns: number,
): Promise<void> {
  const { raiser, counts, outOfTime, log } = invocation;
  const rule = integrityRuleOf(finding);
  if (rule === undefined) return;
  outOfTime.throwIfAborted();
  const alert = toIntegrityAlert(rule, {
    ...{ finding, bucket, returns },
    ...(finding.reason === 'beyond-reach' ? ofArchive(invocation, folder) : ofFolder(folder, finding)),
    ...(isStopped === undefined ? {} : { isStopped }),
  });
  const cause = integrityCauseOf(rule, finding);
  const raising = { name: rule.id, ...(cause === undefined ? {} : { cause }) };
  const raised = await raiser.raise(alert, raising);
  counts.addRaised(raised);
  // A report counts all of them and names some; here is each.
  if (raised === 'grouped')
    log.warn('a finding is only in a report', { ruleId: rule.id, summary: alert.summary, ...alert.record });
}

function ofFolder(folder: ArchiveFolder, finding: Finding) {
  const { accountId, region } = folder;
  return { accountId, region, time: timeOf(finding), digestFolder: keyPrefixOf(folder, 'CloudTrail-Digest') };
}

/** The reach is one for the whole archive, and reported once a year: of the first account where a trail must deliver. */
function ofArchive({ settings, ports }: Invocation, folder: ArchiveFolder) {
  const [expected = ''] = expectedFolders(settings);
  const { accountId, region } = archiveFolderOf(expected) ?? folder;
  const year = new Date(ports.nowMs()).getUTCFullYear();
  return { accountId, region, time: `${year}-01-01T00:00:00Z`, digestFolder: settings.root };
}

/** When the file was delivered, or since when a chain is silent: a second check computes the same time. */
function timeOf(finding: Finding): string {
  if (finding.kind === 'gap' && finding.reason !== 'digests-missing') return finding.from ?? finding.until;
  const listed = parseDigestKey(finding.key);
  const digestMs = listed?.kind === 'chained' ? listed.endTimeMs : listed?.dayMs;
  const dayMs = Date.parse(parseObjectKey(finding.key)?.date ?? '1970-01-01');
  return toEventTime(digestMs ?? deliveryTimeMs(finding.key) ?? dayMs);
}
