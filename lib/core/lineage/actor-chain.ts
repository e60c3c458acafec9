import { ALWAYS, any } from '../fact/fact';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';
import type { AskedActor } from './asked-actor';
import { CallerWatch } from './caller-watch';
import { type Caller, type CredentialLink, callerOf } from './credential-link';
import type { MadeIdentity } from './made-identity';

/** The maximum number of sessions that are followed. */
const MAX_SESSIONS = 10_000;

/** The maximum number of foreign credentials that are remembered because they have the name of a session of the chain. */
const MAX_OTHERS = 100_000;

/** Roles that are assumed in sequence (role chaining). */
const MAX_DEPTH = 100;

/** Credentials that the actor, or a session of it, was given. */
export interface TakenSession {
  readonly link: CredentialLink;
  /** The session that made the call; none if it was the actor itself. */
  readonly parent?: TakenSession;
  /** 1 for credentials that the actor obtained itself. */
  readonly depth: number;
  /** Calls of the session; the reader of records counts them. */
  calls: number;
}

/** The owner of a record: the actor itself, a session of its chain, or others. */
export type Belonging = 'own' | TakenSession | undefined;

/**
 * The credentials that an actor obtained, those obtained with them, and so on.
 *
 * A call belongs to a session if it uses an access key of the chain. If the archive does not show which key was issued, as for
 * console sign-ins, the name of the session decides, from the time when the session began: its ARN, its id, or the source
 * identity that was set.
 */
export class ActorChain {
  readonly sessions: TakenSession[] = [];
  /** Sessions that are not followed, because there are too many. */
  unfollowed = 0;
  private readonly keys = new Map<string, TakenSession>();
  private readonly names = new Map<string, TakenSession>();
  private readonly others = new Set<string>();

  /**
   * @param principals ids by which other accounts name the actor
   * @param links of all records; asked several times
   */
  constructor(
    private readonly asked: AskedActor,
    private readonly principals: ReadonlySet<string>,
    links: () => Iterable<CredentialLink>,
  ) {
    for (let depth = 1, sessions = -1; depth <= MAX_DEPTH && sessions !== this.sessions.length; depth++) {
      sessions = this.sessions.length;
      this.unfollowed = 0;
      for (const link of links())
        this.take(link, link.isOwn ? 'own' : this.holderOf(link.caller, link.time, depth > 1));
      this.noteOthers(links());
    }
  }

  /**
   * Holds for every record of the chain and of identities that it made, and for some others.
   *
   * @param made see {@link ActorTraces.madeBy}
   */
  condition(made: readonly MadeIdentity[]): Condition {
    const watch = new CallerWatch();
    for (const { link } of this.sessions) watch.addGiven(link.given);
    for (const principal of this.principals) watch.addGiven({ principal });
    for (const one of made) watch.addMade(one);
    return watch.leftOut > 0 ? ALWAYS : any(this.asked.condition, watch.condition);
  }

  /** The owner of the call of a record. */
  belonging(record: CloudTrailRecord): Belonging {
    const caller = callerOf(record);
    // The records of some sessions name who took them: those of GetSessionToken and GetFederationToken, and of roles of an account.
    const session = caller.key === undefined ? undefined : this.keys.get(caller.key);
    if (session !== undefined || this.asked.isOwn(record)) return session ?? 'own';
    return this.holderOf(caller, textAt(record, 'eventTime') ?? '', true);
  }

  private holderOf(caller: Caller, time: string, byName: boolean): Belonging {
    const { key, principal } = caller;
    const holder = key === undefined ? undefined : this.keys.get(key);
    if (holder !== undefined) return holder;
    if (principal !== undefined && this.principals.has(principal)) return 'own';
    if (!byName || (key !== undefined && this.others.has(key))) return undefined;
    const named = namesOf(caller).flatMap((name) => this.names.get(name) ?? []);
    return named.find(({ link }) => time >= link.time);
  }

  private take(link: CredentialLink, holder: Belonging): void {
    if (holder === undefined) return;
    const { key, arn } = link.given;
    // CloudTrail delivers at least once. Credentials without a key are distinguished by their time.
    const identity = key ?? `${arn} ${link.time}`;
    if (this.keys.has(identity)) return;
    if (this.sessions.length >= MAX_SESSIONS) {
      this.unfollowed += 1;
      return;
    }
    const parent = holder === 'own' ? undefined : holder;
    const depth = (parent?.depth ?? 0) + 1;
    const session = { link, ...(parent === undefined ? {} : { parent }), depth, calls: 0 };
    this.sessions.push(session);
    this.keys.set(identity, session);
    for (const name of namesOf(link.given)) {
      const known = this.names.get(name);
      if (known === undefined || link.time < known.link.time) this.names.set(name, session);
    }
  }

  /** Keys that were issued to others for sessions of the same name. */
  private noteOthers(links: Iterable<CredentialLink>): void {
    for (const { given } of links) {
      const { key } = given;
      if (key === undefined || this.keys.has(key) || this.others.size >= MAX_OTHERS) continue;
      if (namesOf(given).some((name) => this.names.has(name))) this.others.add(key);
    }
  }
}

/** The identifiers of a session other than its key. */
function namesOf({ arn, principal, sourceIdentity }: Caller): readonly string[] {
  return [
    ...(arn === undefined ? [] : [arn]),
    ...(principal === undefined ? [] : [`id ${principal}`]),
    ...(sourceIdentity === undefined ? [] : [`source identity ${sourceIdentity}`]),
  ];
}
