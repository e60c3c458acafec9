import { CfnElement, type Reference, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { referencesIn } from '../statement/recorded-references';

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
      const foreign = referencesIn(element, element._toCloudFormation()).find(
        ({ target }) => Stack.of(target) !== this.stack,
      );
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
