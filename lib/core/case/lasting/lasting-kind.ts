import { requestOf, textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import type { Phase } from '../case';
import { awsCommand, type CommandOption } from '../shell-command';

/** The names of a thing in a call. A call that ends all things whose names begin alike has only the beginning. */
export interface Names {
  readonly parts: readonly string[];
  readonly owner?: string;
  /** The ids by which AWS knows the thing, where the parts are none. */
  readonly ids?: readonly string[];
  /** By what the thing is the same in the call that made it and in the one that ended it, where its names are not. */
  readonly sameAs?: string;
}

type ReadNames = (record: CloudTrailRecord) => readonly Names[];

/** How a thing is contained. */
export interface Containment {
  /** A command line, or what to do where there is none. */
  readonly command: string;
  readonly breaks: string;
  readonly undo: string;
}

/** A kind of thing that lasts: the calls that make and end it, and how it is contained. */
export interface LastingKind {
  /** In words, such as `access key`. */
  readonly name: string;
  /** The event source without its domain. */
  readonly service: string;
  readonly phase: Phase;
  /** How many things one command contains; their parts follow each other. Absent: one. */
  readonly atOnce?: number;
  readonly made: Readonly<Record<string, ReadNames>>;
  readonly ended: Readonly<Record<string, ReadNames>>;
  readonly contain: (names: Names, region: string) => Containment;
}

/** Reads parameters of the request that are texts; nothing if one is missing. */
export function named(...parameters: readonly string[]): ReadNames {
  return (record) => {
    const request = requestOf(record);
    const parts = parameters.flatMap((name) => textAt(request, name) ?? []);
    return parts.length === parameters.length ? [{ parts }] : [];
  };
}

/** The same, of a parameter that is a name or an ARN: what follows the last slash. */
export function lastOf(parameter: string): ReadNames {
  return (record) => named(parameter)(record).map(({ parts: [text = ''] }) => ({ parts: [endOf(text)] }));
}

function endOf(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** A command that needs the Region of the call. */
export function regional(region: string, call: string, ...options: readonly CommandOption[]): string {
  return awsCommand(call, ...options, ['--region', region]);
}
