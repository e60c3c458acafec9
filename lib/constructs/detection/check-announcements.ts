import { Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { LogArchive } from '../archive/log-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { warnOf } from '../preflight/report-finding';
import { fieldsOf, propertiesOf } from '../preflight/template-properties';

/**
 * Warns if, as far as the app knows, a bucket does not announce its files: there would be no alerts, and no alarm. Evaluated
 * after all constructs have been added.
 */
export function warnIfUnannounced(
  scope: Construct,
  archive: ILogArchive,
  id: 'eventBridgeNotifications' | 'changesUnannounced' = 'eventBridgeNotifications',
): void {
  if (archive instanceof LogArchive) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope || isAnnounced(archive.bucket)) return;
      const found = `the app does not show that the bucket of '${archive.node.path}' announces its files`;
      warnOf(scope, id, found);
    },
  });
}

function isAnnounced(bucket: IBucket): boolean {
  const name = nameIn(bucket);
  const announces = (node: IConstruct) => {
    if (!CfnResource.isCfnResource(node)) return false;
    const settings = settingsOf(node);
    return settings !== undefined && isOn(settings) && bucketsOf(node).includes(name);
  };
  // Usually it is a resource of the same stack, and an app may have many stacks.
  return [Stack.of(bucket), bucket.node.root].some((scope) => scope.node.findAll().some(announces));
}

/** The names of the setting in `AWS::S3::Bucket` and in the custom resource of `Bucket.enableEventBridgeNotification`. */
function settingsOf(resource: CfnResource): unknown {
  const isBucket = resource instanceof CfnBucket;
  if (!isBucket && resource.cfnResourceType !== 'Custom::S3BucketNotifications') return undefined;
  return propertiesOf(resource).NotificationConfiguration;
}

/** The custom resource needs no value; a bucket does. */
function isOn(settings: unknown): boolean {
  const { EventBridgeConfiguration } = fieldsOf(settings);
  return (
    EventBridgeConfiguration !== undefined && fieldsOf(EventBridgeConfiguration).EventBridgeEnabled !== false
  );
}

/** A bucket is identified by its logical id in its own stack, and by its name everywhere. */
function bucketsOf(resource: CfnResource): readonly string[] {
  const own = resource.stack.node.path;
  const { BucketName } = propertiesOf(resource);
  const ref = resource instanceof CfnBucket ? [within(own, resource.stack.resolve(resource.ref))] : [];
  return [...ref, within(own, BucketName)];
}

function nameIn(bucket: IBucket): string {
  const stack = Stack.of(bucket);
  return within(stack.node.path, stack.resolve(bucket.bucketName));
}

function within(stack: string, name: unknown): string {
  return typeof name === 'string' ? name : `${stack} ${JSON.stringify(name)}`;
}
