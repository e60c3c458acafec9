import { ANYONE } from '../access/access-cell';
import type { ReadCell } from '../access/grouped-cells';

/** The calls that bring events and alerts of other accounts: who may not make one any more is a source that is lost. */
const SENDS: ReadonlySet<string> = new Set([
  ...['events:PutEvents', 'sns:Publish', 'cloudtrail-data:PutAuditEvents'],
]);

/** Whether it brings events from elsewhere: roles and users of the account of a bus may only forge some. */
export function isSource({ who, as, actions }: ReadCell): boolean {
  const isNamed = as?.policies.identity === 'everything' && /^(role|user) arn:/.test(who);
  return actions.some((action) => SENDS.has(action)) && (isNamed || /^(account|organization) /.test(who));
}

/** Those of a lost source that may not send any more. */
export function lostSenders({ who, what }: ReadCell, head: readonly ReadCell[]): readonly string[] {
  const others = head.filter((other) => other.what === what && isSending(other));
  const left = new Set(others.flatMap((other) => namesIn(other.who)));
  // one of an organization may be one of the accounts
  const isOpen = [...left].some((name) => name === ANYONE || name.startsWith('organization '));
  return namesIn(who).filter((name) => !left.has(name) && !(isOpen && !name.startsWith('organization ')));
}

function isSending({ actions }: ReadCell): boolean {
  return actions.some((action) => SENDS.has(action));
}

function namesIn(who: string): readonly string[] {
  return who.split(', ');
}
