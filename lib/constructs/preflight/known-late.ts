import { Token } from 'aws-cdk-lib';

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
