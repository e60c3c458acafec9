import { identity } from '../compile/predicate/record-facts';
import { all } from '../fact/fact';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';

/** EC2 names the session of an instance's role after the instance. */
const SESSION = /:(i-[0-9a-f]+)$/;

/** The instance whose credentials made a call; undefined for any other caller. */
export function instanceOf(record: CloudTrailRecord): string | undefined {
  return SESSION.exec(identity.principalId(record) ?? '')?.[1];
}

/** Holds for every call with the credentials of an instance from one of the addresses, and for some others. */
export function isInstanceAt(addresses: readonly string[]): Condition {
  return all(
    { kind: 'equals', field: 'sourceIPAddress', values: addresses, cased: true },
    { kind: 'contains', field: 'userIdentity.principalId', values: [':i-'], cased: true },
  );
}
