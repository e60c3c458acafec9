import { Errors, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { namingTokens } from './naming-tokens';

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
