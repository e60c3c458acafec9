import { isToldApart } from '../alert/alert-actor';
import { actorOf, identity } from '../compile/predicate/record-facts';
import { textAt } from '../fact/text-at';
import { indexOfFirst } from '../keyed/sorted';
import { signInArn } from '../lineage/asked-actor';
import { type Caller, type CredentialLink, callerOf } from '../lineage/credential-link';
import type { CloudTrailRecord } from '../record/record';

/** A record without all that does not say who called. */
export type CallerRecord = Pick<
  CloudTrailRecord,
  'eventTime' | 'eventName' | 'awsRegion' | 'userIdentity' | 'additionalEventData'
>;

/** Credentials that were issued, and the call that issued them. */
export interface Issued {
  readonly by: CallerRecord;
  readonly link: CredentialLink;
  readonly eventID: string;
}

/** The part of a record that says who called. */
export function callerRecord(record: CloudTrailRecord): CallerRecord {
  const { eventTime, eventName, awsRegion, userIdentity } = record;
  const UserName = identity.signInName(record);
  return {
    ...(eventTime === undefined ? {} : { eventTime }),
    ...(eventName === undefined ? {} : { eventName }),
    ...(awsRegion === undefined ? {} : { awsRegion }),
    ...(userIdentity === undefined ? {} : { userIdentity }),
    ...(UserName === undefined ? {} : { additionalEventData: { UserName } }),
  } as CallerRecord;
}

interface Named {
  readonly time: string;
  readonly node: string;
}

/**
 * Who is behind a call, as one text for all calls of the same user, root user, person or session. A session is known by the key that was
 * issued, so that two sessions with one name are two if different callers took them; where no record shows the key, by its name.
 */
export class Identities {
  private readonly byKey = new Map<string, string>();
  private readonly byName = new Map<string, Named[]>();

  /** @param issued all credentials whose issue is known, in any order */
  constructor(issued: readonly Issued[]) {
    const inTime = [...issued].sort((one, other) => (one.link.time < other.link.time ? -1 : 1));
    for (const { by, link } of inTime) this.take(link, this.of(by));
  }

  /** Undefined for an AWS service that acts by itself, and for who cannot be told from others. */
  of(record: CallerRecord): string | undefined {
    const actor = actorOf(record as CloudTrailRecord);
    if (actor.type === 'AWSService') return undefined;
    const caller = callerOf(record as CloudTrailRecord);
    const known = this.session(caller, textAt(record, 'eventTime') ?? '');
    if (known !== undefined) return known;
    const arn = caller.arn ?? signInArn(record as CloudTrailRecord);
    if (arn !== undefined) return arn;
    // Some services have no type.
    if (caller.principal === undefined && actor.name.endsWith('.amazonaws.com')) return undefined;
    if (!isToldApart(actor)) return caller.principal ?? caller.key;
    return `${actor.accountId ?? ''} ${actor.name}`.trim();
  }

  /** The session that credentials belong to. */
  ofIssued({ given, time }: CredentialLink): string | undefined {
    return this.session(given, time) ?? given.arn ?? given.key;
  }

  private session({ key, arn, principal }: Caller, time: string): string | undefined {
    const byKey = key === undefined ? undefined : this.byKey.get(key);
    if (byKey !== undefined) return byKey;
    for (const name of [principal, arn]) {
      const named = name === undefined ? [] : (this.byName.get(name) ?? []);
      const last = named[indexOfFirst(named, (one) => one.time > time) - 1];
      if (last !== undefined) return last.node;
    }
    return undefined;
  }

  private take({ given, time }: CredentialLink, by: string | undefined): void {
    const { key, arn, principal } = given;
    const node = `${arn ?? key} of ${by ?? 'a service'}`;
    if (key !== undefined) this.byKey.set(key, node);
    for (const name of [arn, principal]) {
      if (name === undefined) continue;
      const before = this.byName.get(name) ?? [];
      if (before.at(-1)?.node !== node) before.push({ time, node });
      this.byName.set(name, before);
    }
  }
}
