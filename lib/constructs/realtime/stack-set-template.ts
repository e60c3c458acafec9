import { createHash } from 'node:crypto';
import {
  Aws,
  CfnElement,
  type CfnResource,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  FileAssetPackaging,
  type ISynthesisSession,
  Lazy,
  Names,
  PermissionsBoundary,
  type Reference,
  Stack,
  StackSynthesizer,
} from 'aws-cdk-lib';
import { EnvironmentPlaceholders } from 'aws-cdk-lib/cx-api';
import type { Construct, IConstruct } from 'constructs';
import { standApart } from '../platform/platform-defaults';
import { errorAt } from '../preflight/construct-error';
import { referencesIn } from '../statement/references';

/**
 * An element that adds nothing to its template, and rejects references from the template to other stacks: the stacks of a
 * StackSet are in other accounts and Regions, where such a value is not known.
 *
 * The CDK renders every element before it turns references between stacks into exports, so the rejection comes first.
 */
class OwnReferencesOnly extends CfnElement {
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

/** Properties of `StackSetTemplate`. */
export interface StackSetTemplateProps {
  /** The name of a policy that exists in every account of the StackSet, or the permissions boundary of the app's context. */
  readonly permissionsBoundaryName?: string;
}

/**
 * The stack that a StackSet creates in its accounts and Regions. It is part of the construct tree: the Aspects and tags of the
 * app apply to its resources, and its errors and warnings are reported with the stack that contains the StackSet. As with a
 * nested stack, its template is an asset of that stack, and it is not deployed directly.
 */
export class StackSetTemplate extends Stack {
  declare public nestedStackResource?: CfnResource;
  public override readonly templateFile: string;

  /** The path of the synthesized template. It is a file: an inline template is limited to 51,200 bytes. */
  public readonly url: string;

  private readonly parent: Stack;
  private published?: FileAssetLocation;

  constructor(scope: Construct, id: string, { permissionsBoundaryName }: StackSetTemplateProps = {}) {
    const parent = Stack.of(scope);
    super(scope, id, {
      // The pseudo parameters of each of its stacks, even in a stage with an account and Region.
      env: { account: Aws.ACCOUNT_ID, region: Aws.REGION },
      synthesizer: new TemplateSynthesizer(parent),
      permissionsBoundary: boundaryOf(parent, permissionsBoundaryName),
      analyticsReporting: false,
      suppressTemplateIndentation: true,
    });
    this.parent = parent;
    standApart(this);
    this.templateFile = `${Names.uniqueId(this)}.stack-set.json`;
    this.url = Lazy.uncachedString({ produce: () => this.published?.httpUrl });
    // Its errors and warnings belong to the parent stack. Not an override: older versions of the CDK do not call it.
    Object.defineProperty(this, '_isTopLevelStack', { value: false });
    new OwnReferencesOnly(this, 'OwnReferencesOnly');
  }

  /**
   * Makes the parent stack publish the template, before the parent's template is written.
   *
   * @internal
   */
  public _prepareTemplateAsset(): boolean {
    if (this.published !== undefined) return false;
    this.published = this.parent.synthesizer.addFileAsset({
      packaging: FileAssetPackaging.FILE,
      sourceHash: createHash('sha256').update(JSON.stringify(this._toCloudFormation())).digest('hex'),
      fileName: this.templateFile,
    });
    return true;
  }
}

/** The synthesizer of a template, which is deployed to many accounts that cannot read the app's assets. */
class TemplateSynthesizer extends StackSynthesizer {
  constructor(private readonly parent: Stack) {
    super();
  }

  public override get bootstrapQualifier(): string | undefined {
    return this.parent.synthesizer.bootstrapQualifier;
  }

  public addFileAsset(): FileAssetLocation {
    throw errorAt(this.parent, this.refusal());
  }

  public addDockerImageAsset(): DockerImageAssetLocation {
    throw errorAt(this.parent, this.refusal());
  }

  public synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
  }

  private refusal(): string {
    return `'${this.boundStack.node.path}' is the template of a StackSet and cannot have assets: its accounts cannot read them`;
  }
}

/** The context key of the app's permissions boundary; the placeholders of its value are resolved only in each stack. */
const BOUNDARY_CONTEXT = '@aws-cdk/core:permissionsBoundary';

/** The permissions boundary of a stack that belongs to another one: the named one, or that of the context. */
export function boundaryOf(parent: Stack, name?: string): PermissionsBoundary | undefined {
  if (name !== undefined) return PermissionsBoundary.fromName(name);
  const context: unknown = parent.node.tryGetContext(BOUNDARY_CONTEXT);
  if (typeof context !== 'object' || context === null) return undefined;
  if ('arn' in context && typeof context.arn === 'string') {
    return PermissionsBoundary.fromArn(withPseudoParameters(context.arn));
  }
  return 'name' in context && typeof context.name === 'string'
    ? PermissionsBoundary.fromName(withPseudoParameters(context.name))
    : undefined;
}

function withPseudoParameters(text: string): string {
  const { CURRENT_ACCOUNT, CURRENT_PARTITION, CURRENT_REGION } = EnvironmentPlaceholders;
  return text
    .replaceAll(CURRENT_ACCOUNT, Aws.ACCOUNT_ID)
    .replaceAll(CURRENT_REGION, Aws.REGION)
    .replaceAll(CURRENT_PARTITION, Aws.PARTITION);
}

function refusal(element: IConstruct, { target, displayName }: Reference): string {
  return (
    `'${element.node.path}' refers to ${displayName} of '${target.node.path}', and is in the template of a StackSet, whose accounts and ` +
    `Regions do not have what is in the stack '${Stack.of(target).node.path}'; use a value that is known at synth and exists in each of them, such as a name`
  );
}
