import { Token } from 'aws-cdk-lib';

/** A check at synth: what is found, what follows from it, and how to fix it. */
export interface PreflightCheck {
  /**
   * An error fails the synth, an acknowledgeable one unless it is acknowledged by its id. A warning or a note may be
   * intended, and can be acknowledged.
   */
  readonly level: 'error' | 'acknowledgeable error' | 'warning' | 'note';
  /** What is found. */
  readonly what: string;
  /** What follows from it. */
  readonly reason: string;
  /** What to do. */
  readonly fix: string;
}

/** Whether two texts are known at synth, and differ. What is not known breaks no check. */
export function isKnownDifference(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}

/** Whether a text is known only once deployed. An element of a list of which that holds is no token of its own to the CDK. */
export function isKnownLate(text: string): boolean {
  return Token.isUnresolved(text) || isOfLateList(text);
}

/** Throws on an element of a list that is known only once deployed, such as a parameter of the type `CommaDelimitedList`. */
export function checkListIsKnown(property: string, element: string): void {
  if (!isOfLateList(element)) return;
  throw new Error(
    `${property} is a list that is known only once deployed, and its values are needed at synth; give them as texts`,
  );
}

function isOfLateList(element: string): boolean {
  return Token.isUnresolved([element]);
}
