import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';

/** The position of an alert in the order in which the alerts of a file are raised: the most severe first, then by record. */
export interface AlertPosition {
  /** From 0, which is `critical`. */
  readonly rank: number;
  /** The record's place in the file. */
  readonly index: number;
}

/** Before every alert of a file. */
export const FIRST_POSITION: AlertPosition = { rank: 0, index: 0 };

/** After every alert of a file. */
export const END_POSITION: AlertPosition = { rank: SEVERITIES.length, index: 0 };

/** The position of the alert of a rule for a record. */
export function positionOf(severity: Severity, index: number): AlertPosition {
  return { rank: SEVERITIES.length - 1 - SEVERITIES.indexOf(severity), index };
}

/** Negative if the first comes before the second. */
export function comparePositions(one: AlertPosition, other: AlertPosition): number {
  return one.rank - other.rank || one.index - other.index;
}

/** The earliest of some positions; undefined if there is none. */
export function firstPosition(positions: readonly (AlertPosition | undefined)[]): AlertPosition | undefined {
  let first: AlertPosition | undefined;
  for (const position of positions) {
    if (position === undefined) continue;
    if (first === undefined || comparePositions(position, first) < 0) first = position;
  }
  return first;
}
