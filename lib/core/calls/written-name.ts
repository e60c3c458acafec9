import { type CallCatalogue, SOURCE_END } from './call-catalogue';

/** A name of a closed vocabulary that a user wrote, and what it is compared with. */
export interface WrittenName {
  /** As it is in the message. */
  readonly text: string;
  /** Whether a known name satisfies it. */
  readonly fits: (known: string) => boolean;
  /** Whether it is a whole name, and not a part of one or a pattern. */
  readonly isWhole: boolean;
}

/** What is wrong with a name. */
export interface NameFault {
  /** One sentence: what was found, what CloudTrail writes. */
  readonly message: string;
  /** Whether no record can have it. Otherwise AWS may have added it since. */
  readonly isNever: boolean;
}

/** What names are judged by. */
export interface NameContext {
  /** Without it, names of calls and Regions, values and counts are not judged. */
  readonly calls?: (() => CallCatalogue) | undefined;
  /** The event sources of which a record must have one; undefined: any. */
  readonly sources?: ReadonlySet<string> | undefined;
  /** The names of the calls of which a record must have one, in one letter case; undefined: any. */
  readonly names?: ReadonlySet<string> | undefined;
  /** The fields that the condition looks at; undefined: not known. */
  readonly fields?: ReadonlySet<string> | undefined;
  /** Whether sentences on calls leave out which name may be meant, which takes long to find. */
  readonly isTerse?: boolean | undefined;
}

/** The names that the catalogue has for event sources, which records write with an end. */
export function namesOfSources(sources: Iterable<string>): readonly string[] {
  return [...sources].map((source) => source.replace(SOURCE_END, ''));
}

/** Sources of the catalogue as records write them. */
export function renderSources(sources: readonly string[]): string {
  return sources.map((source) => `${source}${SOURCE_END}`).join(', ');
}

/** A member as most services write it in records. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A name that no record can have. */
export function never(message: string): NameFault {
  return { message, isNever: true };
}

/** A name that no record is known to have. */
export function maybe(message: string): NameFault {
  return { message, isNever: false };
}
