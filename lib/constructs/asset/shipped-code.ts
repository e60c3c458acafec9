import { AssetStaging, type CfnResource, Names, Stack } from 'aws-cdk-lib';
import {
  Code,
  type CodeConfig,
  type ResourceBindOptions,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import {
  ASSET_RESOURCE_METADATA_ENABLED_CONTEXT,
  ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY,
  ASSET_RESOURCE_METADATA_PATH_KEY,
  ASSET_RESOURCE_METADATA_PROPERTY_KEY,
} from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/**
 * A folder as code or as a layer, with the same resources, names and hashes as `Code.fromAsset`, which also references the
 * bucket of the assets for permissions that are not needed here, and thereby makes the CDK load its data of all Regions.
 */
export class ShippedCode extends Code {
  public readonly isInline = false;

  private stagedPath?: string;

  constructor(private readonly folder: string) {
    super();
  }

  public bind(scope: Construct): CodeConfig {
    const code = new Construct(scope, 'Code');
    const { assetHash, packaging, ...staging } = this.stage(code);
    this.stagedPath = staging.path;
    const { bucketName, objectKey } = Stack.of(scope).synthesizer.addFileAsset({
      ...{ packaging, sourceHash: assetHash, fileName: staging.path, deployTime: true },
      displayName: Names.stackRelativeConstructPath(code),
    });
    return { s3Location: { bucketName, objectKey } };
  }

  /** Metadata for local debugging tools, if the context enables it, as the CLI does. */
  public override bindToResource(
    resource: CfnResource,
    { resourceProperty = 'Code' }: ResourceBindOptions = {},
  ): void {
    if (!resource.node.tryGetContext(ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) return;
    resource.addMetadata(ASSET_RESOURCE_METADATA_PATH_KEY, this.stagedPath);
    resource.addMetadata(ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, false);
    resource.addMetadata(ASSET_RESOURCE_METADATA_PROPERTY_KEY, resourceProperty);
  }

  private stage(code: Construct) {
    const staging = new AssetStaging(code, 'Stage', { sourcePath: this.folder });
    const { assetHash, packaging } = staging;
    return { assetHash, packaging, path: staging.relativeStagedPath(Stack.of(code)) };
  }
}

/**
 * The runtime of the shipped handlers. It is fixed because they are tested on it, and `Runtime.NODEJS_LATEST` differs between
 * versions of the CDK. Created by name, so that older versions of the CDK also accept it.
 */
export const HANDLER_RUNTIME = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });
