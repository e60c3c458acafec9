import { Errors, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isIntrinsic } from '../../core/estate/call-function';
import type { EstateStack } from '../../core/estate/estate';
import { Resolver } from '../../core/estate/resolver';
import { Choice, OpenText, Unknown, type Value } from '../../core/estate/values/value';

/**
 * An error with the path of its construct at the end of the stack trace, as in the CDK's own `ValidationError`. That class is
 * internal to aws-cdk-lib, and its arguments differ between the supported versions. Tokens in the message are named, as in
 * `${BucketName}`.
 */
export class ConstructError extends Error {
  public readonly constructPath: string;

  constructor(scope: IConstruct, message: string, stack?: string) {
    super(Token.isUnresolved(message) ? namingTokens(scope, message) : message);
    this.name = 'ConstructError';
    this.constructPath = scope.node.path;
    const trace = (stack ?? this.stack)?.replace(message, () => this.message);
    this.stack = `${trace}\nRelates to construct:\n  ${this.constructPath}`;
  }
}

/** Creates an error of a construct. */
export function errorAt(scope: IConstruct, message: string): ConstructError {
  return new ConstructError(scope, message);
}

/** Runs checks that do not know the construct, and adds the path of `scope` to errors without one. */
export function within<T>(scope: IConstruct, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof ConstructError || Errors.isConstructError(error))
      throw error;
    throw new ConstructError(scope, error.message, error.stack);
  }
}

/** A stack of which nothing is known: what refers to its parts keeps their names. */
const UNKNOWN: EstateStack = {
  ...{ name: '', file: '', of: 'nested', template: { Resources: {} } },
  ...{ account: undefined, region: undefined, partition: undefined },
};

/** A resolved value as text, with the names of its references, as in `${BucketName}`. */
export function nameReferences(resolved: unknown): string {
  if (!isIntrinsic(resolved)) return String(resolved);
  return toText(new Resolver([UNKNOWN]).value(resolved, UNKNOWN));
}

function toText(value: Value | undefined): string {
  if (value instanceof OpenText) return value.parts.map(toText).join('');
  if (value instanceof Choice) return `\${condition ${value.condition}}`;
  // Of a function that only the deployment can call, the name.
  if (value instanceof Unknown) return `\${${value.words.replace(/^(Fn::\w+) of .*/s, '$1')}}`;
  return String(value ?? '');
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
