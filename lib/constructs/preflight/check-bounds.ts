import { Token } from 'aws-cdk-lib';

/** What a numeric property may be. Both ends may be taken. */
export interface Bound {
  readonly property: string;
  readonly value: number | undefined;
  readonly least: number;
  readonly most: number;
  /** With the space before it. */
  readonly unit?: string;
}

/**
 * Throws, in the words of the properties and for all of them at once, when a number that is known at synth is out
 * of its bounds.
 */
export function checkBounds(bounds: readonly Bound[]): void {
  const reasons = bounds
    .filter(({ value, least, most }) => value !== undefined && !isWithin(value, least, most))
    .map(
      ({ property, value, least, most, unit = '' }) =>
        `${property} is ${value}${unit}, but must be a whole number from ${least} to ${most}${unit}`,
    );
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
}

function isWithin(value: number, least: number, most: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most);
}
