import { DIGEST_PERIOD_MS, PERIOD_SLACK_MS } from '../digest';
import type { GapCause, GapReason } from '../finding';
import type { ChainMark } from './chain-mark';
import type { LoadedDigest } from './loaded-digest';

/** What lies between a digest file and the one of its chain that comes before it in the folder. */
export interface Transition {
  /** How the gap is reported; undefined if there is none. */
  readonly gap?: { readonly reason: GapReason; readonly cause?: GapCause };
  /** Whether the chain owes the time between the two, or logging was off, as the final digest file before it shows. */
  readonly between: 'owed' | 'off';
  /** Whether no digest file of the folder comes before it in its chain. */
  readonly isBeginning: boolean;
}

/**
 * Every way in which a digest file may follow another one, judged by its link and by how the one before it ends:
 *
 * | it names as the one before it | the one before it in the folder | what happened |
 * | --- | --- | --- |
 * | none | none | the trail was started |
 * | none | a final one | it was stopped and started, or deleted and created again, however soon |
 * | none | any other, which ends when this one begins | it was created again at once |
 * | none | any other | validation was off, or digest files are gone |
 * | one of another folder or bucket | any | it was moved here, or returned: the time between is proven there, if the links lead there |
 * | the one before it | that one | it goes on; if time lies between them, nothing was delivered |
 * | another one of this folder | any | digest files are gone, or were delivered again out of order: which is found by the links |
 *
 * Keys change within a chain, which its links do not show.
 */
const TRANSITIONS = {
  started: { between: 'owed', isBeginning: true },
  'stopped and started': {
    ...{ gap: { reason: 'restarted', cause: 'stopped' }, between: 'off', isBeginning: true },
  },
  'created again': {
    ...{ gap: { reason: 'restarted', cause: 'at-once' }, between: 'owed', isBeginning: true },
  },
  'started anew': {
    ...{ gap: { reason: 'restarted', cause: 'no-final' }, between: 'owed', isBeginning: true },
  },
  'started after an unknown one': { gap: { reason: 'restarted' }, between: 'owed', isBeginning: true },
  moved: { gap: { reason: 'place-changed' }, between: 'owed', isBeginning: true },
  'goes on': { between: 'owed', isBeginning: false },
  'not delivered': { gap: { reason: 'not-delivered' }, between: 'owed', isBeginning: false },
  'linked to another': { between: 'owed', isBeginning: false },
} as const satisfies Readonly<Record<string, Transition>>;

/** The name of a transition. */
export type TransitionName = keyof typeof TRANSITIONS;

/** How a digest file follows the newest one before it that is not known to be wrong, if there is one. */
export function transitionTo(loaded: LoadedDigest, before: ChainMark | undefined): TransitionName {
  const { previous } = loaded;
  if (previous === undefined) return before === undefined ? 'started' : startedAfter(before, beginOf(loaded));
  if (previous.key === before?.key) {
    const isWide = beginOf(loaded) - before.endTimeMs > PERIOD_SLACK_MS;
    return isWide ? 'not delivered' : 'goes on';
  }
  return loaded.previousIsElsewhere ? 'moved' : 'linked to another';
}

function startedAfter({ isFinal, endTimeMs }: ChainMark, beginMs: number): TransitionName {
  if (isFinal === true) return 'stopped and started';
  if (beginMs - endTimeMs <= 0) return 'created again';
  return isFinal === false ? 'started anew' : 'started after an unknown one';
}

/** What a transition means. */
export function meaningOf(name: TransitionName): Transition {
  return TRANSITIONS[name];
}

/** When the time of a digest file begins; one that lies about it begins an hour before its end. */
export function beginOf({ digest, endTimeMs }: Pick<LoadedDigest, 'digest' | 'endTimeMs'>): number {
  return Math.max(digest?.startTimeMs ?? 0, endTimeMs - DIGEST_PERIOD_MS);
}
