import { sha256Hex } from '../record/sha256';
import type { Alert } from './alert';
import { actorIdentity } from './alert-actor';

/** The ways in which alerts of one rule differ: actor, call, Region, and resources. */
export const KIND_NAMES = ['actors', 'calls', 'regions', 'resources'] as const;

/** One of {@link KIND_NAMES}. */
export type KindName = (typeof KIND_NAMES)[number];

/** The values of an alert, or of several, by kind. */
export type AlertKinds = Readonly<Record<KindName, readonly string[]>>;

/** Nothing of any kind. */
export const NO_KINDS: AlertKinds = { actors: [], calls: [], regions: [], resources: [] };

/** Maximum number of resources that count; a call that names more is of the same kind as one that names these. */
const MAX_RESOURCES = 5;

/**
 * How many values of a kind are sent singly in a window past its threshold, each with the first alert that has it: at
 * most 70 alerts more, however many names a caller makes up. Actors are the fewest, because a caller can make up their
 * names most easily; calls and Regions are AWS's own.
 */
export const SENT_FIRST: Readonly<Record<KindName, number>> = {
  actors: 10,
  calls: 20,
  regions: 20,
  resources: 20,
};

/**
 * The number of known actors of a window that have an alert sent individually past its threshold, in addition to those of
 * {@link SENT_FIRST}.
 */
export const SENT_KNOWN = 20;

/** How many values of a kind are kept for the storm report of a window. */
export const LISTED: Readonly<Record<KindName, number>> = {
  actors: 100,
  calls: 100,
  regions: 100,
  resources: 100,
};

/** The members of an alert that determine its kinds. */
export type DescribedAlert = Pick<Alert, 'actor' | 'eventName' | 'eventSource' | 'awsRegion' | 'resources'>;

/** The values of one alert. All sessions of a role count as one actor. */
export function kindsOf(alert: DescribedAlert): AlertKinds {
  const { actor, eventName, eventSource, awsRegion, resources } = alert;
  return {
    actors: [actorIdentity(actor)],
    calls: [`${eventSource} ${eventName}`],
    regions: awsRegion === '' ? [] : [awsRegion],
    resources: resources.slice(0, MAX_RESOURCES),
  };
}

/**
 * The values that the report of a storm lists: of an alert without resources, which is one on a file, the name of the file.
 */
export function listedKindsOf(alert: DescribedAlert & Pick<Alert, 'source'>): AlertKinds {
  const kinds = kindsOf(alert);
  const { key } = alert.source;
  return kinds.resources.length > 0 || key === undefined ? kinds : { ...kinds, resources: [key] };
}

/** The same with a short hash for each value. */
export function hashedKinds(kinds: AlertKinds): AlertKinds {
  return mapKinds(kinds, (values) => [...new Set(values.map((value) => sha256Hex(value).slice(0, 16)))]);
}

/** The same with other values of each kind. */
export function mapKinds(
  kinds: AlertKinds,
  change: (values: readonly string[], name: KindName) => readonly string[],
): AlertKinds {
  const { actors, calls, regions, resources } = kinds;
  return {
    actors: change(actors, 'actors'),
    calls: change(calls, 'calls'),
    regions: change(regions, 'regions'),
    resources: change(resources, 'resources'),
  };
}

/** Whether all kinds are empty. */
export function isWithoutKinds(kinds: AlertKinds): boolean {
  return KIND_NAMES.every((name) => kinds[name].length === 0);
}

/** Different values of each kind, and no more than a number of them. */
export class KnownKinds {
  readonly #values: Readonly<Record<KindName, Set<string>>> = {
    actors: new Set(),
    calls: new Set(),
    regions: new Set(),
    resources: new Set(),
  };

  constructor(private readonly most: Readonly<Record<KindName, number>>) {}

  /** Of some values those that are not known, of kinds that have room. */
  unknownOf(kinds: AlertKinds): AlertKinds {
    return mapKinds(kinds, (values, name) => {
      const known = this.#values[name];
      return known.size >= this.most[name] ? [] : values.filter((value) => !known.has(value));
    });
  }

  /** Adds values of kinds that have room; true if one of them was not known. */
  add(kinds: AlertKinds): boolean {
    let isNew = false;
    for (const name of KIND_NAMES) {
      const known = this.#values[name];
      for (const value of kinds[name]) {
        if (known.size >= this.most[name] || known.has(value)) continue;
        known.add(value);
        isNew = true;
      }
    }
    return isNew;
  }

  /** The values so far. */
  get kinds(): AlertKinds {
    return mapKinds(NO_KINDS, (_values, name) => [...this.#values[name]]);
  }
}
