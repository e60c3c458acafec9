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
 * A resolved part of a template with each reference replaced by the result of `write`, and joins evaluated. `write` receives
 * the referenced value: `AWS::Region`, `LogicalId`, `LogicalId.Attribute`; an imported value is replaced by the name of its
 * export.
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
    // any other function is written as JSON, as in cdk-nag
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

/**
 * Resolves like the CDK, and collects the references that it finds, or on which it fails. A literal name is not a reference.
 */
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
