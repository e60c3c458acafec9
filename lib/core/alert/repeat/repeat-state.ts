import { isNewHour, type SeenTimes, withTime } from './hours';
import { NETWORK_FEATURE, type RepeatSubject } from './repeat-subject';

/** A feature of alerts that were sent: which alert brought it, and when that of the last one was, in seconds since 1970. */
type KnownFeature = readonly [alertId: string, timeSeconds: number];

/** What is known of the alerts with one rule, actor and target. */
export interface RepeatState extends SeenTimes {
  /** When the last of them was sent that was no repeat. */
  readonly sentAtMs: number;
  /** By the hash of the feature. */
  readonly features: Readonly<Record<string, KnownFeature>>;
  /** How many repeats there were since, where they are counted. */
  readonly held?: number;
}

/** After this time, what happens again is reported again. */
const WEEK_MS = 7 * 86_400_000;

/** More features than this are forgotten, so that an item stays small and the next alert is sent. */
const MAX_FEATURES = 100;

/** A program that was seen in so many networks in a week may be in any. */
const ROAMING_NETWORKS = 2;

/** Of what is destroyed under made-up names, so many are repeats of one. */
const HELD_OF_ONE = 9;

/** The feature of an alert that was sent for its hour. */
const HOUR = 'hour';

/** What is known before the first alert. */
const NOTHING: RepeatState = { sentAtMs: 0, features: {}, hours: [], days: [] };

/**
 * Whether an alert has nothing new, against those that were sent in a week before: no feature, and no hour of the day. An
 * alert that brought one of the features itself is no repeat of itself, so that it is sent again as it was after a crash.
 */
export function isRepeat(state: RepeatState | undefined, subject: RepeatSubject, nowMs: number): boolean {
  if (state === undefined || nowMs - state.sentAtMs >= WEEK_MS) return false;
  const { features } = state;
  return (
    !Object.values(features).some(([alertId]) => alertId === subject.alertId) &&
    subject.features.every((feature) => isKnown(features, feature, subject)) &&
    !(subject.isCounted && (state.held ?? 0) >= HELD_OF_ONE) &&
    !isNewHour(state, subject.timeMs)
  );
}

function isKnown(features: RepeatState['features'], feature: string, subject: RepeatSubject): boolean {
  if (isFresh(features[feature], subject)) return true;
  if (!subject.mayRoam || !feature.startsWith(NETWORK_FEATURE)) return false;
  const networks = Object.entries(features).filter(
    ([name, known]) => name.startsWith(NETWORK_FEATURE) && isFresh(known, subject),
  );
  return networks.length >= ROAMING_NETWORKS;
}

/** What is known after an alert: undefined if nothing else than before. */
export function afterAlert(
  state: RepeatState = NOTHING,
  subject: RepeatSubject,
  alert: { readonly isRepeat: boolean; readonly nowMs: number },
): RepeatState | undefined {
  const times = withTime(state, subject.timeMs);
  if (alert.isRepeat) {
    const { held = 0 } = state;
    if (subject.isCounted) return { ...state, ...times, held: held + 1 };
    return times === undefined ? undefined : { ...state, ...times };
  }
  const { held: _held, ...others } = state;
  return { ...others, ...times, sentAtMs: alert.nowMs, features: withFeatures(state, subject) };
}

function withFeatures(state: RepeatState, subject: RepeatSubject): RepeatState['features'] {
  const { alertId, timeMs } = subject;
  const seconds = Math.floor(timeMs / 1000);
  const own = isNewHour(state, timeMs) ? [...subject.features, HOUR] : subject.features;
  const fresh = Object.entries(state.features).filter(([, feature]) => isFresh(feature, subject));
  const known = new Map<string, KnownFeature>(fresh);
  const brought = own.map((feature): [string, KnownFeature] => {
    const by = feature === HOUR ? alertId : (known.get(feature)?.[0] ?? alertId);
    return [feature, [by, seconds]];
  });
  const all = Object.fromEntries([...known, ...brought]);
  return Object.keys(all).length > MAX_FEATURES ? Object.fromEntries(brought) : all;
}

/** Whether a feature was there within a week of an alert, by the times of the records: an old record says nothing of today. */
function isFresh(feature: KnownFeature | undefined, { timeMs }: RepeatSubject): boolean {
  return feature !== undefined && Math.abs(timeMs - feature[1] * 1000) < WEEK_MS;
}
