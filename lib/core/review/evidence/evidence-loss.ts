import { entryOf } from '../../inventory/entry-of';
import type { Fixed, Holding } from '../../inventory/model';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';

/** A resource that holds evidence, which an update of its stack would not leave as it is. */
export interface EvidenceLoss {
  readonly logicalId: string;
  readonly type: string;
  readonly holds: Holding;
  /** `refused`: CloudFormation does not make the update. */
  readonly outcome: 'removed' | 'replaced' | 'refused';
  /** The property, or attribute such as `Type` or `Condition`, whose other value is the reason; absent where the resource is removed. */
  readonly because?: string;
  /** Whether the resource stays in the account, outside the stack, by its `DeletionPolicy` or `UpdateReplacePolicy`. */
  readonly isRetained: boolean;
}

/** What an update from one template to the other would remove or replace of resources that hold evidence, by logical id. */
export function findEvidenceLoss(before: unknown, after: unknown): readonly EvidenceLoss[] {
  const [old, fresh] = [resourcesOf(before), resourcesOf(after)];
  return Object.keys(old)
    .sort()
    .flatMap((logicalId) => {
      const resource = old[logicalId];
      return isJsonObject(resource) ? lossOf(logicalId, resource, fresh[logicalId]) : [];
    });
}

function resourcesOf(template: unknown): JsonObject {
  const resources = isJsonObject(template) ? template.Resources : undefined;
  return isJsonObject(resources) ? resources : {};
}

function lossOf(logicalId: string, before: JsonObject, after: Json | undefined): readonly EvidenceLoss[] {
  const type = typeof before.Type === 'string' ? before.Type : '';
  const { holds, fixed = {} } = entryOf(type) ?? {};
  if (holds === undefined) return [];
  const loss = { logicalId, type, holds };
  if (!isJsonObject(after)) {
    return [{ ...loss, outcome: 'removed', isRetained: isRetained(before.DeletionPolicy) }];
  }
  // CloudFormation goes by the policies of the template that it is given.
  const isKept = isRetained(after.UpdateReplacePolicy);
  if (after.Type !== type) {
    return [{ ...loss, outcome: 'refused', because: 'Type', isRetained: true }];
  }
  return [
    ...changed(fixed.replacedBy, before, after).map((because) => ({
      ...{ ...loss, because, isRetained: isKept },
      outcome: 'replaced' as const,
    })),
    ...changed(fixed.refusedBy, before, after).map((because) => ({
      ...{ ...loss, because, isRetained: true },
      outcome: 'refused' as const,
    })),
    ...gained(before, after).map((because) => ({
      ...{ ...loss, because, isRetained: isRetained(after.DeletionPolicy) },
      outcome: 'removed' as const,
    })),
  ];
}

/** A condition may be false where the stack is deployed: the resource is then removed. */
function gained(before: JsonObject, after: JsonObject): readonly string[] {
  return after.Condition !== undefined && after.Condition !== before.Condition ? ['Condition'] : [];
}

function changed(
  properties: Fixed['replacedBy'] = [],
  before: JsonObject,
  after: JsonObject,
): readonly string[] {
  const [old, fresh] = [before.Properties, after.Properties].map((each) => (isJsonObject(each) ? each : {}));
  return properties.filter((name) => canonicalText(old?.[name]) !== canonicalText(fresh?.[name]));
}

function isRetained(policy: Json | undefined): boolean {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate';
}
