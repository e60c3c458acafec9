import { NETWORK_FEATURE, type RepeatSubject } from './repeat-subject';

const HOURS = 24;

/** Hours that are further apart are not a habit: an actor active at all of them may be active at any. */
const WIDEST_BAND = 8;

/** An hour this near to the band is not a surprise: summer time moves it by one. */
const MARGIN = 2;

/** Minimum number of days for a habit. */
const LEAST_DAYS = 3;

/** When alerts of one kind occurred: the hours of the day in UTC, and the last days, since 1970. */
interface SeenTimes {
  readonly hours: readonly number[];
  readonly days: readonly number[];
}

/** Days that are remembered. */
const MAX_DAYS = 7;

/** A feature of alerts that were sent: which alert brought it, and when that of the last one was, in seconds since 1970. */
type KnownFeature = readonly [alertId: string, timeSeconds: number];

/** What is known about the alerts with one rule, actor and target. */
export interface RepeatState extends SeenTimes {
  /** When the last alert that was not a repeat was sent. */
  readonly sentAtMs: number;
  /** By the hash of the feature. */
  readonly features: Readonly<Record<string, KnownFeature>>;
  /** How many alike there were after the first, where they are counted. */
  readonly held?: number;
}

/** After this time, what happens again is reported again: what comes once a week is a habit, too. */
export const REPEATS_FOR_MS = 28 * 86_400_000;

/** Features beyond this number are forgotten, so an item stays small and the next alert is sent. */
const MAX_FEATURES = 100;

/** The number of networks in this time from which a program is expected in any network. */
const ROAMING_NETWORKS = 2;

/** Of calls that destroy something with a made-up name, the tenth, the hundredth and so on after the first are reported. */
const TEN = 10;

/** The feature of an alert that was sent for its hour. */
const HOUR = 'hour';

/** The state before the first alert. */
const NOTHING: RepeatState = { sentAtMs: 0, features: {}, hours: [], days: [] };

/**
 * Whether an alert has nothing new compared with those sent in the four weeks before: no feature, and no hour of the day. An
 * alert that introduced one of the features is not its own repeat: after a crash it is sent again unchanged.
 */
export function isRepeat(state: RepeatState | undefined, subject: RepeatSubject, nowMs: number): boolean {
  if (state === undefined || nowMs - state.sentAtMs >= REPEATS_FOR_MS) return false;
  const { features } = state;
  return (
    !Object.values(features).some(([alertId]) => alertId === subject.alertId) &&
    subject.features.every((feature) => isKnown(features, feature, subject)) &&
    !(subject.isCounted && isMany((state.held ?? 0) + 1)) &&
    !isNewHour(state, subject.timeMs)
  );
}

/** Whether a number is ten, a hundred, a thousand and so on. */
function isMany(count: number): boolean {
  return count >= TEN && /^10+$/.test(String(count));
}

/** What the last version knew of an alert under another key, as it would be known now; undefined if that is not enough for a repeat. */
export function inNewWords(
  state: RepeatState | undefined,
  subject: RepeatSubject,
  nowMs: number,
): RepeatState | undefined {
  const { former } = subject;
  if (state === undefined || former === undefined || !isRepeat(state, { ...subject, ...former }, nowMs))
    return undefined;
  const [known] = Object.values(state.features);
  if (known === undefined) return undefined;
  const told = subject.features.filter((feature) => !isKnown(state.features, feature, subject));
  return {
    ...state,
    features: { ...state.features, ...Object.fromEntries(told.map((feature) => [feature, known])) },
  };
}

function isKnown(features: RepeatState['features'], feature: string, subject: RepeatSubject): boolean {
  if (isFresh(features[feature], subject)) return true;
  if (!subject.mayRoam || !feature.startsWith(NETWORK_FEATURE)) return false;
  const networks = Object.entries(features).filter(
    ([name, known]) => name.startsWith(NETWORK_FEATURE) && isFresh(known, subject),
  );
  return networks.length >= ROAMING_NETWORKS;
}

/** The state after an alert; undefined if it does not change. */
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
  const counted = subject.isCounted && state !== NOTHING ? { held: (state.held ?? 0) + 1 } : {};
  return { ...state, ...times, ...counted, sentAtMs: alert.nowMs, features: withFeatures(state, subject) };
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

/** Whether a feature was there within four weeks of an alert, by the times of the records: an old record shows nothing about today. */
function isFresh(feature: KnownFeature | undefined, { timeMs }: RepeatSubject): boolean {
  return feature !== undefined && Math.abs(timeMs - feature[1] * 1000) < REPEATS_FOR_MS;
}

/**
 * Whether a time is of an hour that is new: on three days or more all were within eight hours of the day, and this one is
 * more than two hours away from those. For an hourly job no hour is new; for an actor that works by day the night is.
 */
function isNewHour({ hours, days }: SeenTimes, timeMs: number): boolean {
  if (days.length < LEAST_DAYS || hours.length === 0) return false;
  const sorted = [...hours].sort((one, other) => one - other);
  const hour = hourOf(timeMs);
  return sorted.some((before, at) => {
    const gap = ((sorted[at + 1] ?? (sorted[0] as number) + HOURS) - before) % HOURS || HOURS;
    const after = (hour - before + HOURS) % HOURS;
    return HOURS - gap <= WIDEST_BAND && after > MARGIN && gap - after > MARGIN && after < gap;
  });
}

/** The times with one more; undefined if that changes nothing. */
function withTime({ hours, days }: SeenTimes, timeMs: number): SeenTimes | undefined {
  const [hour, day] = [hourOf(timeMs), Math.floor(timeMs / 86_400_000)];
  if (hours.includes(hour) && days.includes(day)) return undefined;
  return {
    hours: [...new Set([...hours, hour])],
    days: [...new Set([...days, day])].sort((one, other) => one - other).slice(-MAX_DAYS),
  };
}

function hourOf(timeMs: number): number {
  return new Date(timeMs).getUTCHours();
}
