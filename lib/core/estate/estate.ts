import type { EstateStack } from './estate-stack';

/** What the CDK or a construct said of the app at synthesis. */
export interface SynthesisMessage {
  readonly severity: 'warning' | 'error';
  /** The path of the construct. */
  readonly path: string;
  readonly message: string;
}

/** A part of the templates that is not read. */
export interface UnreadPart {
  /** The stack, or the resource that makes others. */
  readonly subject: string;
  /** Without a full stop. */
  readonly words: string;
  /** What the template has of it: with another content it makes something else. */
  readonly content: unknown;
}

/** All stacks that are reviewed together, and what was found while they were read. */
export interface Estate {
  /** What the stacks were read from: its kind decides what a missing resource means. */
  readonly kind: 'assembly' | 'template';
  /** Where it was read, for messages. */
  readonly path: string;
  readonly stacks: readonly EstateStack[];
  readonly messages: readonly SynthesisMessage[];
  /** The files of assets, as paths that begin with that of the folder, by their hash; absent where there is no assembly. */
  readonly assets?: ReadonlyMap<string, string>;
  /** What of the templates is not read; each is among `unknowns`, too. */
  readonly unread?: readonly UnreadPart[];
  /** What cannot be known, in sentences without a full stop. */
  readonly unknowns: readonly string[];
  /** What could not be read. */
  readonly problems: readonly string[];
}
