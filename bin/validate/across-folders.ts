import { type ChainRun, lengthOf, type Stretch, subtract } from '../../lib/core/digest/proven-time';
import { renderPlace, type SavedProof } from './proof-summary';

/** Digest files of a chain that follow one another in a folder. */
interface FolderRun extends ChainRun {
  readonly folder: string;
}

/**
 * The proofs of an archive, in which a chain owes a folder no time that it spent in another one, or off: the links of its digest files lead
 * there and, if it returned, back; or a final digest file ends it, and it starts again there. What is missing in the other folder is
 * unproven there.
 */
export function provenAcrossFolders(proofs: readonly SavedProof[]): readonly SavedProof[] {
  const byTrail = new Map<string, FolderRun[]>();
  for (const proof of proofs) {
    const runs = (proof.runs ?? []).map((run) => ({ ...run, folder: proof.folder }));
    byTrail.set(trailOf(proof), [...(byTrail.get(trailOf(proof)) ?? []), ...runs]);
  }
  return proofs.map((proof) => {
    const all = byTrail.get(trailOf(proof)) ?? [];
    const isInOneFolder = all.every(({ folder }) => folder === proof.folder);
    if (proof.unproven.length === 0 || isInOneFolder) return proof;
    const unproven = subtract(proof.unproven, absencesFrom(proof, all));
    return { ...proof, unproven, dueMs: proof.dueMs - (lengthOf(proof.unproven) - lengthOf(unproven)) };
  });
}

function trailOf({ folder, chain }: SavedProof): string {
  return `${renderPlace(folder)} ${chain}`;
}

/** The stretches between the runs of a folder, and after the last one, in which the chain was in other folders, or off. */
function absencesFrom({ folder, due }: SavedProof, all: readonly FolderRun[]): readonly Stretch[] {
  const own = all.filter((run) => run.folder === folder);
  return own.flatMap((run, index) => {
    const next = own[index + 1];
    const back = returnOf(run, all);
    if (back === undefined || (next !== undefined && back !== next)) return [];
    return [{ fromMs: run.untilMs, untilMs: next?.fromMs ?? Math.max(due.untilMs, run.untilMs) }];
  });
}

/** The run with which a chain returns to the folder, or the last one that it has elsewhere; undefined if it does not leave the folder. */
function returnOf(from: FolderRun, all: readonly FolderRun[]): FolderRun | undefined {
  let at: FolderRun | undefined;
  for (let next = following(from, all); next !== undefined; next = following(next, all)) {
    at = next;
    if (next.folder === from.folder) break;
  }
  return at;
}

/** The run that comes after another one: it names its last digest file, or starts after a final one. */
function following(
  { lastKey, isFinal, untilMs }: FolderRun,
  all: readonly FolderRun[],
): FolderRun | undefined {
  const linked = all.find(
    ({ previousKey, fromMs }) => previousKey === lastKey && fromMs >= untilMs - SLACK_MS,
  );
  if (linked !== undefined || !isFinal) return linked;
  return all
    .filter((run) => run.previousKey === undefined && run.fromMs >= untilMs)
    .reduce<FolderRun | undefined>(
      (first, run) => (first === undefined || run.fromMs < first.fromMs ? run : first),
      undefined,
    );
}

/** Times of digest files overlap by seconds. */
const SLACK_MS = 60 * 1000;
