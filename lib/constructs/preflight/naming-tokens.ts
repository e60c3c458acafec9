import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isIntrinsic, resolveIntrinsic } from '../../core/selector/parse/template-value';
import { renderValue } from '../../core/selector/selector-value';

/** A resolved value as text, with the names of its references, as in `${BucketName}`. */
export function nameReferences(resolved: unknown): string {
  if (!isIntrinsic(resolved)) return String(resolved);
  return renderValue(resolveIntrinsic(resolved, new Map()));
}

/** The value, with names in place of values that are known only at deployment, including whole lists. */
export function namingTokens<T>(scope: IConstruct, value: T): T {
  const stack = Stack.of(scope);
  const name = (each: unknown): unknown => {
    if (typeof each === 'string') return nameReferences(stack.resolve(each));
    if (typeof each !== 'object' || each === null) return each;
    if (!Array.isArray(each)) {
      return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, name(member)]));
    }
    const resolved: unknown = each.every((item) => typeof item === 'string')
      ? stack.resolve(each)
      : undefined;
    if (resolved === undefined) return each.map(name);
    return Array.isArray(resolved) ? resolved.map(nameReferences) : [nameReferences(resolved)];
  };
  return name(value) as T;
}
