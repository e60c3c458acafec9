import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The references to resources in a value of a template, before the CDK turns those between stacks into exports. */
export function referencesIn(scope: IConstruct, value: unknown): readonly Reference[] {
  const resolver = new RecordedReferences();
  try {
    Tokenization.resolve(value, { scope, resolver, preparing: true });
  } catch (error) {
    if (resolver.references.length === 0) throw error;
  }
  return resolver.references;
}

/** Resolves as the CDK does, and keeps the references that it meets, or on which it fails. A name that is known is none. */
class RecordedReferences extends DefaultTokenResolver {
  public readonly references: Reference[] = [];

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, last: IPostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, last);
    let resolved: unknown;
    try {
      resolved = super.resolveToken(token, context, last);
    } finally {
      if (typeof resolved !== 'string') this.references.push(token);
    }
    return resolved;
  }
}
