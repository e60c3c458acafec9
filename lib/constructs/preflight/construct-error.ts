import { Errors } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * An error with the path of its construct at the end of the stack trace, as in the CDK's own `ValidationError`. That class is
 * internal to aws-cdk-lib, and its arguments differ between the supported versions.
 */
export class ConstructError extends Error {
  public readonly constructPath: string;

  constructor({ node }: IConstruct, message: string, stack?: string) {
    super(message);
    this.name = 'ConstructError';
    this.constructPath = node.path;
    this.stack = `${stack ?? this.stack}\nRelates to construct:\n  ${node.path}`;
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
