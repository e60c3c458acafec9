import { Token } from 'aws-cdk-lib';
import { findBrokenNameRules, type NameKind } from '../../core/policy/resource-names';
import { checkListIsKnown } from './known-late';

/** Throws, in the words of the property, when a name is known at synth and breaks a rule of its kind. */
export function checkName(property: string, kind: NameKind, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  checkListIsKnown(property, name);
  const broken = findBrokenNameRules(kind, name);
  if (broken.length === 0) return;
  throw new Error(`${property} '${name}' is not a valid ${kind}: ${broken.join('; ')}`);
}
