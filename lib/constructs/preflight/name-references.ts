import { CfnResource, Resource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { RESOURCE_TYPES } from '../../core/estate/names/resource-types';
import { errorAt } from './construct-error';
import { refusalOf } from './report-finding';

const watched = new WeakSet<Resource>();

/**
 * Says which property names a resource, where a stack of another account or Region refers to one without a name: the error of the CDK
 * says neither the property nor what to do. For the resources of constructs, and for those that are given to them.
 */
export function nameReferences(constructs: readonly IConstruct[]): void {
  for (const construct of constructs)
    for (const node of construct.node.findAll()) if (Resource.isResource(node)) watch(node as Resource);
}

/** Replaces what the CDK calls of a resource before a reference from elsewhere is its name. */
function watch(resource: Resource): void {
  const { _enableCrossEnvironment: enable } = resource;
  if (typeof enable !== 'function' || watched.has(resource)) return;
  watched.add(resource);
  resource._enableCrossEnvironment = () => {
    try {
      enable.call(resource);
    } catch {
      throw refusal(resource);
    }
  };
}

/** The CDK puts words before the message of an error that passes through it. */
function refusal(resource: Resource): Error {
  const error = errorAt(resource, refusalOf('nameNeeded', found(resource)).message);
  const { message } = error;
  return Object.defineProperty(error, 'message', { get: () => message, set: () => undefined });
}

function found({ node }: Resource): string {
  const words = `a stack of another account or Region refers to '${node.path}'`;
  const { defaultChild } = node;
  const type = CfnResource.isCfnResource(defaultChild) ? defaultChild.cfnResourceType : '';
  const name = RESOURCE_TYPES.get(type)?.nameProperty;
  if (name === undefined) return `${words}, a resource without a name`;
  return `${words}, whose ${name.charAt(0).toLowerCase()}${name.slice(1)} is not set`;
}
