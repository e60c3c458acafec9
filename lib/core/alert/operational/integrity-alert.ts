import type { FileFinding, Finding, GapFinding } from '../../digest/finding';
import type { JsonObject } from '../../json/json-value';
import { oneLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { INTEGRITY_RULES, type IntegrityRule, type IntegrityRuleId } from './integrity-rule';
import { toOwnAlert } from './operational-alert';

/** A finding and its place in the archive. */
export interface FoundInArchive {
  readonly finding: Finding;
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** The prefix of all digest keys of the account and Region. */
  readonly digestFolder: string;
  /** ISO 8601 in UTC: when the file was delivered, from its name, or when the gap began; it must never change. */
  readonly time: string;
  /** How often the file was right again since it was first reported. */
  readonly returns?: number;
  /** For silence: the last digest file ends before its hour is over, as the one does that follows StopLogging. */
  readonly isStopped?: boolean;
}

/** How much of a bucket's name and of a key a summary shows. */
const BUCKET_LENGTH = 63;
const KEY_LENGTH = 240;
const MESSAGE_LENGTH = 200;

/** `YYYY-MM` of a time. */
const MONTH_LENGTH = 7;

/** The rule that a finding falls under; undefined if it needs no alert. */
export function integrityRuleOf(finding: Finding): IntegrityRule | undefined {
  const id = finding.kind === 'gap' ? ruleOfGap(finding) : ruleOfFile(finding);
  return id && INTEGRITY_RULES[id];
}

function ruleOfGap({ reason }: GapFinding): IntegrityRuleId {
  switch (reason) {
    case 'digests-missing':
      return 'trailwatch-digest-missing';
    case 'silence':
    case 'no-digests':
    case 'not-delivered':
      return 'trailwatch-digest-silence';
    case 'restarted':
    case 'place-changed':
      return 'trailwatch-digest-chain-broken';
  }
}

function ruleOfFile({ kind, status, reason, isPending }: FileFinding): IntegrityRuleId | undefined {
  switch (status) {
    case 'valid':
      return undefined;
    case 'invalid':
      return kind === 'log' ? 'trailwatch-log-tampered' : 'trailwatch-digest-tampered';
    case 'missing':
      return kind === 'log' ? 'trailwatch-log-missing' : 'trailwatch-digest-missing';
    case 'extra':
      return 'trailwatch-file-added';
    case 'unverified':
      return isPending === true ? undefined : ruleOfReason(reason);
  }
}

function ruleOfReason(reason: FileFinding['reason']): IntegrityRuleId | undefined {
  switch (reason) {
    case 'no-key':
    case 'no-signature':
    case 'unreadable':
      return 'trailwatch-integrity-unverified';
    case 'no-digest':
    case 'not-yet-digested':
    case 'not-digested':
    case 'beyond-reach':
    case 'new-place':
    case 'elsewhere':
      return 'trailwatch-archive-unwatched';
    default:
      // The other reasons follow from a digest file that is reported itself.
      return undefined;
  }
}

/**
 * What findings of a rule are grouped by, in addition to the account. Files of any kind can be added, some at no cost:
 * junk digest files, or objects outside the layout, must not fill the group of log files that were forged.
 */
export function integrityCauseOf({ id }: IntegrityRule, { kind, reason }: Finding): string | undefined {
  return id === 'trailwatch-file-added' ? `${kind} ${reason}` : undefined;
}

/** Rules with one finding for all files of an account, a Region, a month and a reason. */
const RULES_OF_MANY: readonly IntegrityRuleId[] = [
  'trailwatch-integrity-unverified',
  'trailwatch-archive-unwatched',
];

/**
 * The alert for a finding, the same whenever it is found again. Unverified and unwatched files raise one alert for each
 * account, Region, reason and month: a missing key concerns every file.
 */
export function toIntegrityAlert(rule: IntegrityRule, found: FoundInArchive): Alert {
  const { finding, bucket, accountId, region, time } = found;
  return toOwnAlert({
    ruleId: rule.id,
    firstSteps: rule.firstSteps,
    title: rule.title,
    severity: rule.severity,
    tags: rule.tags,
    summary: renderIntegritySummary(found),
    identity: identityOf(rule, found),
    eventName: rule.eventName,
    eventTime: time,
    awsRegion: region,
    recipientAccountId: accountId,
    route: 'log-file',
    source: { bucket, key: finding.key },
    facts: factsOf(found),
  });
}

function identityOf({ id }: IntegrityRule, found: FoundInArchive): readonly string[] {
  const { finding, bucket, digestFolder, time, returns = 0 } = found;
  if (RULES_OF_MANY.includes(id)) {
    // A chain that has ended leaves its last hours open: they lack digest files as all that follows does.
    const reason = finding.reason === 'not-yet-digested' ? 'no-digest' : (finding.reason ?? '');
    // Anyone may write a digest file with an unknown key: it must not count as a Region without any.
    const keyless = finding.kind === 'gap' || finding.isKeyless === undefined ? [] : ['keyless'];
    return [bucket, digestFolder, reason, time.slice(0, MONTH_LENGTH), ...keyless];
  }
  const content = finding.kind === 'gap' || finding.found === undefined ? [] : [finding.found];
  const again = returns === 0 ? [] : [`again ${returns}`];
  const what = finding.kind === 'gap' ? finding.reason : finding.status;
  return [bucket, finding.key, what, ...content, ...again];
}

function factsOf({ finding, bucket, isStopped }: FoundInArchive): JsonObject {
  const { kind, key, status, reason, message } = finding;
  const gap = finding.kind === 'gap' ? { from: finding.from, until: finding.until } : {};
  const facts = { bucket, key, kind, status, reason, message, ...gap, isStopped };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as JsonObject;
}

/** One sentence, without a full stop. */
function renderIntegritySummary({ finding, bucket, accountId, region, isStopped }: FoundInArchive): string {
  const where = `account ${accountId} in ${region}`;
  const object = `s3://${oneLine(bucket, BUCKET_LENGTH)}/${oneLine(finding.key, KEY_LENGTH)}`;
  const message = oneLine(finding.message, MESSAGE_LENGTH);
  if (finding.kind === 'gap') {
    const stopped =
      isStopped === true
        ? '; the last one ends before the hour is over, which happens when logging is stopped or the trail is deleted'
        : '';
    return `digest files of ${where}: ${message}${stopped}; seen at ${object}`;
  }
  const what = finding.kind === 'log' ? 'log file' : 'digest file';
  return `${what} of ${where} is ${finding.status}: ${message}: ${object}`;
}
