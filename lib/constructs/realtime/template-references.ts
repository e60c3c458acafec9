import {
  CfnElement,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';

/**
 * An element that adds nothing to its template, and refuses references from the template to other stacks: the stacks of a
 * StackSet are in other accounts and Regions, where such a value is not known.
 *
 * The CDK asks every element for its part of the template before it turns references between stacks into exports, so the
 * refusal comes first.
 */
export class OwnReferencesOnly extends CfnElement {
  /** @internal */
  public override _toCloudFormation(): object {
    for (const element of this.stack.node.findAll()) {
      if (element === this || !CfnElement.isCfnElement(element)) continue;
      const foreign = referencesOf(element).find(({ target }) => Stack.of(target) !== this.stack);
      if (foreign !== undefined) throw errorAt(element, refusal(element, foreign));
    }
    return {};
  }
}

function refusal(element: IConstruct, { target, displayName }: Reference): string {
  return (
    `'${element.node.path}' refers to ${displayName} of '${target.node.path}', and is in the template of a StackSet, whose accounts and ` +
    `Regions do not have what is in the stack '${Stack.of(target).node.path}'; use a value that is known at synth and exists in each of them, such as a name`
  );
}

function referencesOf(element: CfnElement): readonly Reference[] {
  const resolver = new RecordedReferences();
  try {
    Tokenization.resolve(element._toCloudFormation(), { scope: element, resolver, preparing: true });
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
