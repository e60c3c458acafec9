import { type Duration, RemovalPolicy, Token } from 'aws-cdk-lib';

/** The bounds of a numeric property, both inclusive. */
export interface Bound {
  readonly property: string;
  readonly value: number | undefined;
  readonly least: number;
  readonly most: number;
  /** The unit, with a leading space. */
  readonly unit?: string;
}

const CONVERSIONS = { days: 'toDays', hours: 'toHours', minutes: 'toMinutes', seconds: 'toSeconds' } as const;

/** The bounds of a duration, in whole units. */
export interface TimeBound {
  readonly unit: keyof typeof CONVERSIONS;
  readonly least: number;
  readonly most: number;
  /** Whether it is used in calculations at synthesis, and must be known then. */
  readonly isNeeded?: boolean;
}

/** Checks the bounds of a duration in any unit. A value that is known only at deployment cannot be converted. */
export function timeBound(property: string, time: Duration | undefined, bound: TimeBound): Bound {
  const { unit, least, most, isNeeded = false } = bound;
  const isLate = time?.isUnresolved() === true;
  if (isLate && isNeeded) {
    throw new Error(
      `${property} is known only at deployment, but is needed at synthesis; give it as a number`,
    );
  }
  if (isLate && time.unitLabel() !== unit) {
    throw new Error(
      `${property} is known only at deployment, and cannot be converted to ${unit} before; create it with Duration.${unit}`,
    );
  }
  return { property, value: time?.[CONVERSIONS[unit]]({ integral: false }), least, most, unit: ` ${unit}` };
}

/** Throws, for all properties at once and with their names, if a number that is known at synthesis is out of bounds. */
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

/** Throws for the policy that CloudFormation refuses for all that trailwatch deploys. */
export function checkRemovalPolicy(removalPolicy: RemovalPolicy | undefined): void {
  if (removalPolicy !== RemovalPolicy.SNAPSHOT) return;
  throw new Error(
    'removalPolicy is SNAPSHOT, and CloudFormation takes no snapshots of buckets, tables, keys, topics and log groups; use RETAIN or DESTROY',
  );
}
