import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A class of resources, such as `CfnBucket`. */
export type ResourceClass<T extends CfnResource> = abstract new (...args: never[]) => T;

/**
 * Whether a construct is a resource of a class. The class is asked for only where the type is that of the class, so that the CDK need
 * not load the classes of services that an app does not use.
 */
export function isOfClass<T extends CfnResource>(
  construct: IConstruct,
  type: string,
  toClass: () => ResourceClass<T>,
): construct is T {
  return (
    CfnResource.isCfnResource(construct) &&
    construct.cfnResourceType === type &&
    construct instanceof toClass()
  );
}
