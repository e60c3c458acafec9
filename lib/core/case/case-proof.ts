import { counted } from '../alert/ending-decisions';
import type { FileFinding } from '../digest/finding';
import { grouped } from '../keyed/grouped';
import type { CaseProof } from './case';

/** The maximum number of changed files that are named. */
const MAX_NAMED = 10;

/** The proof of some files. @param verdicts of each that a digest file says something of */
export function proofOf(files: ReadonlySet<string>, verdicts: ReadonlyMap<string, FileFinding>): CaseProof {
  const judged = [...files].sort().map((file) => [file, verdicts.get(file)] as const);
  const changed = judged.filter(([, verdict]) => isChanged(verdict)).map(([file]) => file);
  const unproven = grouped(
    judged.flatMap(([file, verdict]) =>
      verdict?.status === 'valid' || isChanged(verdict) ? [] : [[whyOf(file, verdict), file] as const],
    ),
  );
  return {
    files: files.size,
    proven: judged.filter(([, verdict]) => verdict?.status === 'valid').length,
    changed: changed.slice(0, MAX_NAMED),
    unproven: [...unproven].map(([why, { length }]) => ({ why, files: length })),
  };
}

function isChanged(verdict: FileFinding | undefined): boolean {
  return verdict !== undefined && ['invalid', 'missing', 'extra'].includes(verdict.status);
}

function whyOf(file: string, verdict: FileFinding | undefined): string {
  if (verdict !== undefined) return verdict.message;
  if (file.startsWith('s3://')) return 'files of a bucket are not checked here';
  return 'no digest file in these paths';
}

/** The share in one sentence, and what was changed or is not proven in one each. */
export function proofSentences({ files, proven, changed, unproven }: CaseProof): readonly string[] {
  if (files === 0) return ['Whether the log files are unmodified was not checked.'];
  const share = `${Math.floor((100 * proven) / files)} %`;
  const rest = unproven.map(({ why, files: count }) => `${count} (${why})`);
  return [
    ...(changed.length === 0 ? [] : [`Not as CloudTrail delivered it: ${changed.join(', ')}.`]),
    `${proven} of ${counted(files, 'log file')} of the case (${share}) ${proven === 1 ? 'is' : 'are'} proven to be as CloudTrail delivered ${files === 1 ? 'it' : 'them'}.`,
    ...(rest.length === 0 ? [] : [`Not proven: ${rest.join(', ')}.`]),
  ];
}
