import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import type { Emulator } from './start-emulator';

/** Properties of a resource in the template's words, no intrinsic function left in them. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource that is to be made. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** What it is called unless its properties say so. */
  readonly name: string;
}

/** A resource that stands in the emulator. */
export interface MadeResource extends PlannedResource {
  /** What `Ref` gives. */
  readonly ref: string;
}

/** How resources of one type are made and asked for again. */
export interface ResourceKind {
  /** Asks the service for the resource; answers in the template's words, defaults of the service included. */
  readonly read: (aws: Emulator, made: MadeResource) => Promise<Properties>;

  /** Why the emulator's CloudFormation is of no use though it knows the type. */
  readonly avoidStack?: string;

  /** The calls that CloudFormation would make, where the emulator's own does not know the type or is avoided. */
  readonly create?: (aws: Emulator, planned: PlannedResource) => Promise<PhysicalResource>;

  /** The calls for single properties, where the emulator's CloudFormation leaves them out. */
  readonly put?: Readonly<Record<string, PutProperty>>;

  /** The same, for properties that the emulator, unlike the service, refuses while other resources are missing. */
  readonly putLast?: Readonly<Record<string, { readonly why: string; readonly call: PutProperty }>>;
}

/** The call that gives a resource one of its properties. */
export type PutProperty = (aws: Emulator, made: MadeResource) => Promise<unknown>;

/** A policy or pattern that a service gives as text, as the template has it. */
export function parseDocument(text: string | undefined): unknown {
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}

/** The answer to a question; undefined when the service says that there is none. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
