import { CfnStackSet, type CfnStackSetProps, type Reference, type ResolutionTypeHint } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import type { StackSetTemplate } from './stack-set-template';

/** Properties of `TemplateStackSet`. */
export interface TemplateStackSetProps extends CfnStackSetProps {
  readonly template: StackSetTemplate;
}

/** The StackSet of a template of the construct tree. */
export class TemplateStackSet extends CfnStackSet {
  private readonly path: string;

  constructor(scope: Construct, id: string, { template, ...props }: TemplateStackSetProps) {
    super(scope, id, { ...props, templateUrl: template.url });
    this.path = template.node.path;
    template.nestedStackResource = this;
  }

  /** Refuses references to what is in the template: the CDK takes it for a nested stack, which has one value for each output. */
  public override getAtt(attribute: string, typeHint?: ResolutionTypeHint): Reference {
    if (!attribute.startsWith('Outputs.')) return super.getAtt(attribute, typeHint);
    throw errorAt(
      this,
      `'${this.path}' is the template of a StackSet: what is in it exists once in each of many accounts and Regions, so other stacks ` +
        `cannot refer to it (${attribute.slice('Outputs.'.length)})`,
    );
  }
}
