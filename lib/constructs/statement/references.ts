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

/**
 * A resolved piece of a template with each reference written as text by `write`, and joins carried out. `write`
 * gets what is referred to: `AWS::Region`, `LogicalId`, `LogicalId.Attribute`; an imported value is written by
 * its export's name alone.
 */
export function flattenReferences(value: unknown, write: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => flattenReferences(item, write));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, operand] = entries[0] ?? [];
  if (entries.length === 1) {
    if (name === 'Ref') return write(String(operand));
    if (name === 'Fn::GetAtt') return write((operand as string[]).join('.'));
    if (name === 'Fn::ImportValue') return flattenReferences(operand, write);
    if (name === 'Fn::Join') return joined(operand as [string, unknown[]], write);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, flattenReferences(item, write)]));
}

function joined([between, parts]: [string, unknown[]], write: (name: string) => string): string {
  const texts = parts.map((part) => {
    const flat = flattenReferences(part, write);
    // a function that is none of the above is in the text as JSON, which is how cdk-nag writes it too
    return typeof flat === 'object' ? JSON.stringify(flat) : String(flat);
  });
  return texts.join(between);
}

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
