import { isIntrinsic, isNoValue } from '../estate/call-function';
import { isJsonObject } from '../json/json-value';

/** The value at a path of members; `undefined` where there is none, or `AWS::NoValue`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  const found = path.reduce<unknown>(
    (outer, name) => (isJsonObject(outer) && Object.hasOwn(outer, name) ? outer[name] : undefined),
    value,
  );
  return isNoValue(found) || found === null ? undefined : found;
}

/** The logical id that a value refers to by `Ref` or `Fn::GetAtt`, if it is nothing else. */
export function referredId(value: unknown): string | undefined {
  if (!isIntrinsic(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const attribute = value['Fn::GetAtt'];
  const [id] = typeof attribute === 'string' ? attribute.split('.') : itemsOf(attribute);
  return typeof id === 'string' ? id : undefined;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
