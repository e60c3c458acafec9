import { Token } from 'aws-cdk-lib';

/** Whether two texts are known at synth, and differ. What is not known breaks no check. */
export function isKnownDifference(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}
