/** Which values of a record feed each field of a selector. Records are untrusted: any member may have any type. */
import type { CloudTrailRecord } from '../../record/record';

/** What a selector can look at in a record: any JSON object will do. */
export type SelectableRecord = Partial<CloudTrailRecord> & object;

/** A resource of a record, as far as it is text. */
export interface NamedResource {
  readonly type: string | undefined;
  /** `ARN`, or `ARNPrefix` where the call was about all that begins so (listing a bucket). */
  readonly arn: string | undefined;
}

const FIELD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['readOnly', ['readOnly']],
  ['eventSource', ['eventSource']],
  ['eventName', ['eventName']],
  ['eventType', ['eventType']],
  ['sessionCredentialFromConsole', ['sessionCredentialFromConsole']],
  ['userIdentity.arn', ['userIdentity', 'arn']],
  ['errorCode', ['errorCode']],
  ['vpcEndpointId', ['vpcEndpointId']],
]);

/** The text of a plain field; `undefined` when the record lacks it or selectors do not know the field. */
export function textOfField(record: SelectableRecord, field: string): string | undefined {
  const path = FIELD_PATHS.get(field);
  if (path === undefined) return undefined;
  return textOf(path.reduce<unknown>(memberOf, record));
}

/** The record's resources; none when it has no such list. */
export function resourcesOf(record: SelectableRecord): readonly NamedResource[] {
  const resources: unknown = record.resources;
  if (!Array.isArray(resources)) return [];
  return resources.map((resource: unknown) => ({
    type: textOf(memberOf(resource, 'type')),
    arn: textOf(memberOf(resource, 'ARN')) ?? textOf(memberOf(resource, 'ARNPrefix')),
  }));
}

/** The text at a path of members; `undefined` when it is absent or not a string, number or boolean. */
export function textAt(record: SelectableRecord, ...path: readonly string[]): string | undefined {
  return textOf(path.reduce<unknown>(memberOf, record));
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}
