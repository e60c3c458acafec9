import { counted } from '../alert/ending-decisions';
import type { ContainmentStep } from './case';
import type { CaseFacts } from './case-facts';
import type { CaseMember } from './case-groups';
import type { CaseLink } from './case-links';
import { disableKey, quarantine } from './lasting/access-kinds';
import { firstMember } from './sentences';
import { accountOf, arnOf, roleIn, userIn } from './session-names';
import { instead, shellArgument } from './shell-command';
import { type Identity, revokeSessions } from './stop-sessions';

type Place = Pick<ContainmentStep, 'phase' | 'account' | 'eventID'>;

/** What stops the identities of a case: who came, whom it became, and the sessions that it took and has not used. */
export class StopIdentities {
  private readonly first: CaseMember | undefined;
  private readonly byNode: ReadonlyMap<string, CaseMember>;

  /** @param made the identities that the case made and that a step of their own stops, and all keys that it made */
  constructor(
    private readonly facts: CaseFacts,
    private readonly made: ReadonlySet<string>,
  ) {
    this.first = firstMember(facts);
    this.byNode = new Map(facts.group.members.map((member) => [member.node, member]));
  }

  /** The steps, in no order. */
  steps(): readonly ContainmentStep[] {
    const { members, links } = this.facts.group;
    const taken = links.filter(({ kind }) => kind === 'took');
    return [
      ...members.flatMap((member) => this.ofMember(member, taken)),
      ...taken.flatMap((link) => this.ofTaken(link)),
    ];
  }

  private ofMember(member: CaseMember, taken: readonly CaseLink[]): readonly ContainmentStep[] {
    const { actor, accounts, times, records, failed } = member.history;
    const [seen] = times.all;
    if (seen === undefined) return [];
    const arn = actor?.arn ?? arnOf(member.node) ?? '';
    const account = actor?.accountId ?? accountOf(arn) ?? '';
    const phase = member === this.first ? 'way in' : 'in use';
    const place = { phase, account, eventID: seen.first.eventID } as const;
    const there = { ...place, account: accounts.all[0]?.value ?? account };
    if (/^\d{12}$/.test(account) && !this.isOwn(account)) return [stranger(arn, account, there)];
    const [user, role] = [userIn(arn), roleIn(arn)];
    if (user !== undefined) return this.ofUser(user, member, place);
    if (role !== undefined) return this.ofRole({ account, name: role }, place, `sessions of ${arn}`);
    if (actor?.type === 'Root') return [root(place)];
    // Their callers are stopped.
    if (arn.includes(':federated-user/') && taken.some(({ to }) => to === member.node)) return [];
    // Who only failed has nothing to be taken from it.
    return failed === records ? [] : [unknown(arn || (actor?.name ?? member.node), there)];
  }

  /** Sessions that were taken are revoked by what was asked for, whether they were used or not. */
  private ofTaken({ what, from, to, eventID }: CaseLink): readonly ContainmentStep[] {
    const by = this.byNode.get(from)?.history.actor?.arn ?? arnOf(from) ?? '';
    const role = roleIn(what);
    const account = accountOf(role === undefined ? by : what) ?? '';
    const place = { phase: 'in use', account, eventID } as const;
    if (role !== undefined) {
      const where = this.isOwn(account)
        ? ''
        : `; no record of account ${account} was read: only if it is yours`;
      return this.ofRole({ account, name: role }, place, `sessions of ${what} that ${by} took${where}`);
    }
    const isOfCaller = what === 'GetSessionToken' || what.includes(':federated-user/');
    const user = userIn(by);
    if (isOfCaller && user !== undefined) {
      const why = `sessions that user ${user} gave itself, which a disabled key does not end`;
      return this.isMade('user', account, user) ? [] : [{ ...place, ...quarantine('user', user), why }];
    }
    const isUsed = (this.byNode.get(to)?.history.records ?? 0) > 0;
    return isUsed ? [] : [unknown(`${what} that ${by || from} took`, place)];
  }

  private ofUser(user: string, { history }: CaseMember, place: Place): readonly ContainmentStep[] {
    const { records, failed } = history;
    const ofKind = (kind: 'AKIA' | 'ASIA') => history.keys.all.filter(({ value }) => value.startsWith(kind));
    const keys = ofKind('AKIA');
    const disabled = keys
      .filter(({ value }) => !this.isMade('access key', place.account, value))
      .map(({ value, count }) => ({
        ...{ ...place, ...disableKey(value, user) },
        why: `key ${value} of user ${user} signed ${counted(count, 'call')}`,
      }));
    // Calls from the console need not have a key.
    const hasSessions = ofKind('ASIA').length > 0 || (keys.length === 0 && failed < records);
    if (!hasSessions || this.isMade('user', place.account, user)) return disabled;
    const why = `sessions of user ${user}, which a disabled key does not end`;
    return [...disabled, { ...place, ...quarantine('user', user), why }];
  }

  private ofRole(role: Identity, place: Place, why: string): readonly ContainmentStep[] {
    if (this.isMade('role', role.account, role.name)) return [];
    return [{ ...place, ...revokeSessions(role), why }];
  }

  private isMade(kind: string, account: string, name: string): boolean {
    return this.made.has([account, kind, name].join('\n'));
  }

  /** Whether calls in an account are among the records. */
  private isOwn(account: string): boolean {
    const { accounts } = this.facts.group.history;
    return accounts.has(account) || accounts.uncounted > 0;
  }
}

function root(place: Place): ContainmentStep {
  return {
    ...place,
    command: instead(
      'reset the password of the root user, and delete its access keys, signed in as the root user: a session of AssumeRoot ends by itself within 15 minutes',
    ),
    why: 'calls of the root user, whom no policy of the account stops',
    ...{ breaks: 'what signs in as the root user', undo: 'none is needed' },
  };
}

function stranger(arn: string, account: string, place: Place): ContainmentStep {
  return {
    ...place,
    command: instead(
      `remove what lets ${shellArgument(arn, 'THE_CALLER')} call: policies of resources, and trust policies of roles, that name account ${account}, or stop it there if the account is yours`,
    ),
    why: `calls of ${arn || `account ${account}`}, of whose account no record was read`,
    breaks: 'what else the account does by these policies',
    undo: 'save the policies first, and put them back',
  };
}

function unknown(who: string, place: Place): ContainmentStep {
  return {
    ...place,
    command: instead(
      `no command is known that stops ${shellArgument(who, 'THE_CALLER')}: end its sessions where it signs in, and take away what it may do`,
    ),
    why: `calls of ${who}`,
    breaks: 'what else is done with the same credentials',
    undo: 'give back what was taken away',
  };
}
