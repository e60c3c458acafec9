import { Token } from 'aws-cdk-lib';

/** A check at synthesis: the finding, its consequence, and how to fix it. */
export interface PreflightCheck {
  /**
   * An error fails the synthesis; an acknowledgeable error does so unless it is acknowledged by its id. A warning or a note may
   * be intended, and can be acknowledged.
   */
  readonly level: 'error' | 'acknowledgeable error' | 'warning' | 'note';
  /** What is found. */
  readonly what: string;
  /** What follows from it. */
  readonly reason: string;
  /** What to do. */
  readonly fix: string;
}

/** Whether two strings are known at synthesis, and differ. Unknown values pass every check. */
export function isKnownDifference(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}

/** Whether a string is known only at deployment. The CDK does not detect this for an element of a tokenized list. */
export function isKnownLate(text: string): boolean {
  return Token.isUnresolved(text) || isOfLateList(text);
}

/** Throws on an element of a list that is known only at deployment, such as a parameter of type `CommaDelimitedList`. */
export function checkListIsKnown(property: string, element: string): void {
  if (!isOfLateList(element)) return;
  throw new Error(
    `${property} is a list that is known only at deployment, but its values are needed at synthesis; give them as text`,
  );
}

function isOfLateList(element: string): boolean {
  return Token.isUnresolved([element]);
}
