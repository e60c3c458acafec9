import type { BenchWorld } from '../bench-world';
import type { Measured } from '../usage';

/** Contenders that run in turn, and what is known of their data. */
export interface Section {
  /** What they work on, a line each. */
  readonly about: readonly string[];
  readonly contenders: readonly Measured[];
  /** Why contenders that rows name are not among them, by their names. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Counts that figures need, by name. */
  readonly facts: Readonly<Record<string, number>>;
  /** Less than the other sections where one run takes long. */
  readonly runs?: number;
  /** Ends what was started for it. */
  readonly close?: () => Promise<void>;
}

/** Prepares a section. */
export type MakeSection = (world: BenchWorld) => Promise<Section>;

/** The same reason for several contenders. */
export function allLeftOut(names: readonly string[], reason: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

export const NO_WORKERS = 'this `scan` has no option --workers';
