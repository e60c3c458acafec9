import type { PriceName } from '../../price/prices';
import type { Properties } from '../properties';

/** A class of S3, with what a GB costs in it and what a move there costs. */
interface StorageClass {
  readonly storage: PriceName;
  readonly transition?: PriceName;
}

const STANDARD: StorageClass = { storage: 's3Standard' };

/** Intelligent-Tiering is at the price of Standard: what it saves hangs on how files are read. */
const CLASSES: Readonly<Record<string, StorageClass>> = {
  STANDARD_IA: { storage: 's3StandardIa', transition: 's3ToIa' },
  ONEZONE_IA: { storage: 's3OneZoneIa', transition: 's3ToIa' },
  INTELLIGENT_TIERING: { storage: 's3Standard', transition: 's3ToIa' },
  GLACIER_IR: { storage: 's3GlacierInstant', transition: 's3ToGlacierInstant' },
  GLACIER: { storage: 's3Glacier', transition: 's3ToGlacier' },
  DEEP_ARCHIVE: { storage: 's3DeepArchive', transition: 's3ToDeepArchive' },
};

interface Transition {
  readonly fromDay: number;
  readonly storageClass: StorageClass;
}

/** What becomes of a file with its age. */
interface Lifecycle {
  /** By age; the first is from day 0. */
  readonly transitions: readonly Transition[];
  /** Infinity: never. */
  readonly expiresAfterDays: number;
}

/** The rules of a bucket that are enabled and for all of it. */
export function lifecycleOf(properties: Properties, areFilesSmall: boolean): Lifecycle {
  const rules = properties
    .items('LifecycleConfiguration', 'Rules')
    .filter((rule) => rule.at('Status') === 'Enabled' && !rule.has('Prefix'));
  const moved = rules
    .filter((rule) => !areFilesSmall || rule.has('ObjectSizeGreaterThan'))
    .flatMap((rule) => rule.items('Transitions'))
    .flatMap((transition): Transition[] => {
      const fromDay = transition.number('TransitionInDays');
      const storageClass = CLASSES[String(transition.at('StorageClass'))];
      return fromDay === undefined || storageClass === undefined ? [] : [{ fromDay, storageClass }];
    })
    .sort((one, other) => one.fromDay - other.fromDay);
  const expirations = rules.flatMap((rule) => rule.number('ExpirationInDays') ?? []);
  return {
    transitions: [{ fromDay: 0, storageClass: STANDARD }, ...moved],
    expiresAfterDays: Math.min(Number.POSITIVE_INFINITY, ...expirations),
  };
}

/** A class with the days that a file is in it, of those that it is kept. */
export interface TimeInClass extends StorageClass {
  readonly days: number;
}

/** The classes that files reach while they are kept. */
export function classesOf({ transitions }: Lifecycle, keptDays: number): readonly TimeInClass[] {
  return transitions.flatMap(({ fromDay, storageClass }, index) => {
    const toDay = Math.min(keptDays, transitions[index + 1]?.fromDay ?? keptDays);
    return toDay > fromDay ? [{ ...storageClass, days: toDay - fromDay }] : [];
  });
}
