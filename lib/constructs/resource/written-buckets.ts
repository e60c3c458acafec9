import type { IConstruct } from 'constructs';

const WRITTEN = new WeakSet<IConstruct>();

/** Marks a bucket that roles write objects to, in addition to AWS: results, copies, alerts. */
export function markWrittenByRoles(bucket: IConstruct): void {
  WRITTEN.add(bucket.node.defaultChild ?? bucket);
}

/** Whether roles write objects to the bucket. */
export function isWrittenByRoles(resource: IConstruct): boolean {
  return WRITTEN.has(resource);
}
