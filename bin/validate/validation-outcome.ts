import type { Register } from '../../lib/core/delivery/register/register';
import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import { toTime } from '../../lib/core/digest/finding';
import type { PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { grouped } from '../../lib/core/keyed/grouped';
import type { TimeRange } from '../cli/time-range';
import type { ValidationReport } from '../outputs/finding/findings-in-portions';
import { provenAcrossFolders } from './across-folders';
import { absentPlaces, withinExpected } from './expected-places';
import {
  findMissingChains,
  isProven,
  renderChain,
  renderPlace,
  renderProof,
  renderShare,
  type SavedProof,
  totalOf,
  unprovenTime,
  type ValidationCounts,
} from './proof-summary';

/** A validation that has come to its end. */
export interface FinishedValidation {
  readonly archive: string;
  readonly bucket: string | undefined;
  readonly folders: readonly ArchiveFolder[];
  readonly counts: ValidationCounts;
  readonly proofs: readonly SavedProof[];
  readonly range: TimeRange;
  readonly nowMs: number;
  readonly options: {
    readonly account?: readonly string[];
    readonly region?: readonly string[];
    readonly trailArn?: string;
    readonly publicKeys?: readonly string[];
  };
  readonly expected: readonly Register[];
  /** The keys that were given; absent where CloudTrail's were fetched. */
  readonly publicKeys?: Pick<PublicKeys, 'kmsKeyOf'>;
}

/** What came of a validation. */
export interface ValidationOutcome extends ValidationReport {
  /** The line that says how much of the range is proven: a contract that scripts read. */
  readonly proven: string;
  /** The line that says which accounts and Regions that share is about: the archive does not show what is gone as a whole. */
  readonly about: string;
  /** Sentences on chains that are not signed by CloudTrail, and what that proves. */
  readonly signers: readonly string[];
  /** Sentences on each chain that is not proven as a whole. */
  readonly unproven: readonly string[];
}

/** Chains that are named on standard error; a report names all. */
const MAX_NAMED = 20;

/** Judges the whole: it is proven if everything is that should be, which an archive without digest files is not. */
export function judgeValidation(finished: FinishedValidation): ValidationOutcome {
  const all = [...provenAcrossFolders(finished.proofs), ...unprovenBeginnings(finished)];
  const validation = { ...finished, proofs: withinExpected(finished.expected, all) };
  const { archive, bucket, counts, proofs } = validation;
  const total = totalOf(proofs);
  const unproven = proofs.filter((proof) => proof.provenMs < proof.dueMs).map(renderProof);
  const { fromMs, untilMs } = total;
  const from = fromMs ?? validation.range.startMs;
  const range = `${from === undefined ? '' : ` from ${toTime(from)}`} to ${toTime(untilMs ?? validation.range.endMs)}`;
  const places = placesOf(proofs);
  const problems = [
    ...problemsOf(validation),
    ...absentPlaces(validation.expected, places, {
      range: validation.range,
      isAsked: askedBy(validation),
    }),
    ...unproven,
  ];
  return {
    archive,
    proven: `proven=${renderShare(total)}${range}${bucket === undefined ? '' : ` bucket=${bucket}`}`,
    about: renderAbout(places, MAX_NAMED),
    signers: signersOf(validation),
    unproven,
    problems,
    chains: proofs.map(renderProof),
    summary: summaryOf(validation, places),
    facts: factsOf(validation, { proven: `${renderShare(total)}${range}`, about: renderAbout(places) }),
    isProven: problems.length === 0 && isProven(proofs) && hasNoExceptions(counts),
  };
}

/**
 * The time that was asked about before the first digest file of an account and Region is due: a trail may be younger, and its digest
 * files may be gone as well.
 */
function unprovenBeginnings({ proofs, range: { startMs } }: FinishedValidation): readonly SavedProof[] {
  if (startMs === undefined) return [];
  const first = new Map<string, SavedProof>();
  for (const proof of proofs.filter(({ dueMs, pendingMs }) => dueMs > 0 || pendingMs > 0)) {
    const place = renderPlace(proof.folder);
    if (proof.due.fromMs < (first.get(place)?.due.fromMs ?? Number.POSITIVE_INFINITY))
      first.set(place, proof);
  }
  return [...first.values()].flatMap(({ folder, due: { fromMs: untilMs } }) =>
    untilMs > startMs ? [unprovenTime(folder, { fromMs: startMs, untilMs })] : [],
  );
}

/** The closing lines: how much is proven, and what is not. */
export function renderValidationProof({
  proven,
  about,
  signers,
  unproven,
  problems,
}: ValidationOutcome): readonly string[] {
  const others = problems.filter((problem) => !unproven.includes(problem));
  const named = unproven.slice(0, MAX_NAMED).map((sentence) => `not proven: ${sentence}`);
  const rest = unproven.length > MAX_NAMED ? [`not proven: ${unproven.length - MAX_NAMED} more`] : [];
  return [proven, about, ...signers, ...others.map((problem) => `not proven: ${problem}`), ...named, ...rest];
}

/** Who signed in place of CloudTrail, and what is proven then. */
function signersOf({ proofs, publicKeys }: FinishedValidation): readonly string[] {
  const signers = proofs.flatMap(({ folder, chain, keys }) => {
    const place = renderPlace(folder);
    const region = place.split(' ').at(-1) ?? '';
    return keys.flatMap((fingerprint) => {
      const keyArn = publicKeys?.kmsKeyOf(region, fingerprint);
      return keyArn === undefined ? [] : [`${place}, ${renderChain(chain)}: signed with ${keyArn} ${BY_KMS}`];
    });
  });
  return [...new Set(signers)];
}

const BY_KMS =
  'of KMS, not by CloudTrail: proven is that log files are unchanged since they were listed, up to 75 minutes after they came; ' +
  'not proven is what their senders wrote, and that nothing was left out before';

/** Such as `111122223333 eu-west-1`, in order. */
function placesOf(proofs: readonly SavedProof[]): readonly string[] {
  const due = proofs.filter(({ dueMs, pendingMs }) => dueMs > 0 || pendingMs > 0);
  return [...new Set(due.map(({ folder }) => renderPlace(folder)))].sort();
}

function renderAbout(places: readonly string[], limit = Number.POSITIVE_INFINITY): string {
  const regions = grouped(places.map((place) => place.split(' ') as [account: string, region: string]));
  const named = [...regions].slice(0, limit).map(([account, names]) => `${account} (${names.join(', ')})`);
  const more = regions.size > limit ? [`${regions.size - limit} more`] : [];
  return `about ${[`accounts=${regions.size} regions=${places.length}`, ...named, ...more].join(', ').replace(', ', ': ')}`;
}

/** What scripts read of a JSON document. */
function summaryOf(
  { bucket, range, nowMs, counts, proofs }: FinishedValidation,
  places: readonly string[],
): ValidationReport['summary'] {
  const { dueMs, provenMs, fromMs, untilMs } = totalOf(proofs);
  const time = (timeMs: number | undefined) => (timeMs === undefined ? undefined : toTime(timeMs));
  return {
    ...{ bucket, readAt: toTime(nowMs), start: time(range.startMs), end: toTime(range.endMs) },
    proven: { share: dueMs === 0 ? 0 : provenMs / dueMs, from: time(fromMs), until: time(untilMs) },
    places: places.map((place) => toPlace(place)),
    counts,
    chains: proofs.map(({ folder, chain, due, dueMs: owed, provenMs: own, unproven, keys }) => {
      const [trail, homeRegion] = chain.split(' ');
      return {
        ...toPlace(renderPlace(folder)),
        ...(chain === '' ? {} : { trail, homeRegion }),
        ...{ share: owed === 0 ? 0 : own / owed, from: toTime(due.fromMs), until: toTime(due.untilMs) },
        unproven: unproven.map((stretch) => ({
          from: toTime(stretch.fromMs),
          until: toTime(stretch.untilMs),
        })),
        keys,
      };
    }),
  };
}

function toPlace(place: string): {
  readonly account: string | undefined;
  readonly region: string | undefined;
} {
  const [account, region] = place.split(' ');
  return { account, region };
}

function askedBy({ options: { account = [], region = [] } }: FinishedValidation) {
  const isChosen = (chosen: readonly string[], name: string | undefined) =>
    chosen.length === 0 || name === undefined || chosen.includes(name);
  return (accountId: string | undefined, name: string | undefined): boolean =>
    isChosen(account, accountId) && isChosen(region, name);
}

function hasNoExceptions(counts: ValidationCounts): boolean {
  const { invalid, missing, extra, unverified, pending, validDigests } = counts;
  return invalid + missing + extra + unverified - pending === 0 && validDigests > 0;
}

/** What should have been found, and what no chain can say. */
function problemsOf(validation: FinishedValidation): readonly string[] {
  const { folders, counts, proofs } = validation;
  if (folders.length === 0) return [...missingChoices(validation), nothingFound(validation)];
  return [
    ...missingChoices(validation),
    ...noDigests(validation),
    ...findMissingChains(folders, proofs),
    ...open(counts),
  ];
}

function nothingFound({ archive }: FinishedValidation): string {
  return `${archive}: no log or digest files lie below it in the layout of CloudTrail`;
}

function missingChoices({
  folders,
  options: { account = [], region = [] },
}: FinishedValidation): readonly string[] {
  const accounts = new Set(folders.map(({ accountId }) => accountId));
  const regions = new Set(folders.map((folder) => folder.region));
  return [
    ...account.filter((id) => !accounts.has(id)).map((id) => `account ${id}: no log or digest files`),
    ...region.filter((name) => !regions.has(name)).map((name) => `Region ${name}: no log or digest files`),
  ];
}

function noDigests({ archive, folders, counts, proofs, options }: FinishedValidation): readonly string[] {
  const { trailArn, publicKeys } = options;
  if (counts.digests === 0) {
    const places = [...new Set(folders.map((folder) => renderPlace(keyPrefixOf(folder, 'CloudTrail'))))];
    const where = trailArn === undefined ? '' : ` of ${trailArn}: check its name and its home Region`;
    return [`${archive}: no digest file in the range${where} (${places.slice(0, MAX_NAMED).join(', ')})`];
  }
  if (counts.validDigests > 0 || proofs.length === 0) return [];
  const way =
    publicKeys === undefined
      ? "; name CloudTrail's keys with --public-keys FILE, which 'aws cloudtrail list-public-keys' of the Region writes"
      : '; the keys may be of another Region or time';
  return [`no digest file could be verified, so nothing is proven${way}`];
}

function open({ unverified, pending }: ValidationCounts): readonly string[] {
  const count = unverified - pending;
  return count === 0 ? [] : [`files that should be proven are unverified: ${count}`];
}

function factsOf(
  { archive, bucket, range, nowMs, counts, proofs }: FinishedValidation,
  { proven, about }: { readonly proven: string; readonly about: string },
): ValidationReport['facts'] {
  const { digests, logs, valid, invalid, missing, extra, unverified, pending, gaps } = counts;
  const keys = [
    ...new Set(
      proofs.flatMap((proof) =>
        proof.keys.map((key) => `${key} (${renderPlace(proof.folder).split(' ').at(-1)})`),
      ),
    ),
  ];
  return [
    ['Archive', archive],
    ['Bucket that CloudTrail delivered to', bucket ?? 'unknown'],
    [
      'Range asked for',
      `${range.startMs === undefined ? 'the first digest file' : toTime(range.startMs)} to ${toTime(range.endMs)}`,
    ],
    ['Read at', toTime(nowMs)],
    ['Proven', proven],
    ['Accounts and Regions', about],
    ['Digest files', String(digests)],
    ['Log files', String(logs)],
    [
      'Verdicts',
      `${valid} valid, ${invalid} invalid, ${missing} missing, ${extra} extra, ${unverified} unverified (${pending} pending)`,
    ],
    ['Gaps', String(gaps)],
    ['Public keys (fingerprint, Region)', keys.length === 0 ? 'none' : keys.sort().join(', ')],
  ];
}
