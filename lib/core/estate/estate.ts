import type { EstateStack } from './estate-stack';

/** What the CDK or a construct said of the app at synthesis. */
export interface SynthesisMessage {
  readonly severity: 'warning' | 'error';
  /** The path of the construct. */
  readonly path: string;
  readonly message: string;
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
  /** What cannot be known, in sentences without a full stop. */
  readonly unknowns: readonly string[];
  /** What could not be read. */
  readonly problems: readonly string[];
}
