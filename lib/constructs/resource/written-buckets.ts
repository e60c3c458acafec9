import type { IConstruct } from 'constructs';

const WRITTEN = new WeakSet<IConstruct>();

/** Notes that roles write objects into a bucket, and not AWS alone: results, copies, alerts. */
export function markWrittenByRoles(bucket: IConstruct): void {
  WRITTEN.add(bucket.node.defaultChild ?? bucket);
}

/** Whether roles write objects into the bucket. */
export function isWrittenByRoles(resource: IConstruct): boolean {
  return WRITTEN.has(resource);
}
