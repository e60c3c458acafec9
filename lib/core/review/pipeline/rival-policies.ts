import { type EstateResource, resourceName } from '../../estate/estate';
import type { Resolver } from '../../estate/resolver';
import { canonicalValue } from '../../estate/values/value';
import { itemsAt, valueAt } from '../../inventory/property-path';
import type { ReviewChange } from '../review-change';
import { changeOf } from './compare-pipeline';
import type { PipelineResource } from './pipeline-graph';

/** Types that set the one policy of what a property names: what is set last takes the place of what was there. */
const SOLE: Readonly<Record<string, { readonly on: string; readonly named?: string }>> = {
  'AWS::CloudTrail::ResourcePolicy': { on: 'ResourceArn' },
  // a role has one inline policy of a name
  'AWS::IAM::Policy': { on: 'Roles[]', named: 'PolicyName' },
  'AWS::IAM::RolePolicy': { on: 'RoleName', named: 'PolicyName' },
  'AWS::S3::BucketPolicy': { on: 'Bucket' },
  'AWS::SNS::TopicInlinePolicy': { on: 'TopicArn' },
  'AWS::SNS::TopicPolicy': { on: 'Topics[]' },
  'AWS::SQS::QueueInlinePolicy': { on: 'Queue' },
  'AWS::SQS::QueuePolicy': { on: 'Queues[]' },
  'AWS::SecretsManager::ResourcePolicy': { on: 'SecretId' },
};

/** The policies that are set for one thing of the pipeline, by what it is and, of roles, their name. */
export type SolePolicies = ReadonlyMap<string, readonly PipelineResource[]>;

/** All policies of which AWS keeps one alone. */
export function solePolicies(resources: readonly PipelineResource[], resolver: Resolver): SolePolicies {
  const parts = new Set<EstateResource>(
    resources.flatMap(({ place, placed }) => (place === 'outside' ? [] : [placed.resource])),
  );
  const found = new Map<string, PipelineResource[]>();
  for (const each of resources) {
    const { Type } = each.placed.resource;
    const sole = Object.hasOwn(SOLE, Type) ? SOLE[Type] : undefined;
    if (sole === undefined || each.exists !== true) continue;
    for (const { value } of itemsAt(each.properties, sole.on)) {
      const target = resolver.target(value);
      if (target === undefined || !parts.has(target.resource)) continue;
      const name = sole.named === undefined ? '' : (valueAt(each.properties, sole.named) ?? '');
      const key = canonicalValue([resourceName(target), name]);
      found.set(key, [...(found.get(key) ?? []), each]);
    }
  }
  return found;
}

/** A policy that is new beside another for the same thing: one of them is lost, whatever both of them say. */
export function rivalPolicies(before: SolePolicies, after: SolePolicies): readonly ReviewChange[] {
  return [...after].flatMap(([key, all]) => {
    const old = new Set(before.get(key)?.map(idOf));
    if (all.length < 2) return [];
    return all
      .filter((each) => !old.has(idOf(each)))
      .map((each) => {
        const other = all.find((rival) => rival !== each);
        const message = `it and ${other === undefined ? '' : resourceName(other.placed)} set the same policy, of which AWS keeps the last: what the other one says is lost`;
        return changeOf('pipeline-interrupted', each, message);
      });
  });
}

function idOf({ placed: { stack, logicalId } }: PipelineResource): string {
  return `${stack.name}/${logicalId}`;
}
