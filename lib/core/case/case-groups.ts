import { identity, origin } from '../compile/predicate/record-facts';
import { groupBy } from '../keyed/grouped';
import { CallerWatch } from '../lineage/caller-watch';
import { MadeIdentities } from '../lineage/made-identity';
import type { CloudTrailRecord } from '../record/record';
import { isBelow } from '../rule/rule';
import type { CaseAlert } from './case-alert';
import type { CaseEvidence, Making } from './case-evidence';
import { CaseHistories, CaseHistory } from './case-history';
import { AlertTimes, alertLinks, type CaseLink, sessionLinks, Unions } from './case-links';
import { byFirst, byRank, bySeverity, byTime, nodesOf } from './case-order';
import { type CallerRecord, callerRecord, Identities } from './identities';
import { SharedAddresses } from './shared-addresses';
import { TriedSignIns } from './tried-sign-ins';

/** For what a case is asked; without both, each attack is one. */
export interface CaseChoice {
  /** The id of an alert, or its beginning. */
  readonly alert?: string;
  /** Whether records were searched for an actor. */
  readonly isOfActor?: boolean;
  /** Only alerts from this time on begin a case. */
  readonly since?: string;
  /** Whether no account is known to be one's own but that of each record: alerts of medium severity on others are then no sign of an attack. */
  readonly isAlone?: boolean;
}

/** Identities that belong together, and what they did. */
export interface CaseGroup {
  readonly members: readonly CaseMember[];
  readonly links: readonly CaseLink[];
  /** The most severe first, then by time. */
  readonly alerts: readonly CaseAlert[];
  readonly history: CaseHistory;
}

/** One identity of a case. */
export interface CaseMember {
  readonly node: string;
  readonly history: CaseHistory;
  readonly alerts: readonly CaseAlert[];
}

/** Different rules of medium severity whose alerts are a case without one of high severity. */
const MIN_RULES = 3;

/** Finds which alerts and records are one attack: first by all that evidence shows, and then by the records of those identities. */
export class CaseGroups {
  readonly watch = new CallerWatch();
  private readonly identities: Identities;
  private readonly suspects = new Map<string, CaseAlert[]>();
  private readonly quiet = new Map<string, CaseAlert[]>();
  private readonly callers = new Map<string, CallerRecord>();
  private readonly links: CaseLink[] = [];
  private readonly linked = new Set<string>();
  private readonly makings = new MadeIdentities<Making>([]);
  private readonly histories = new CaseHistories();
  private readonly addresses = new SharedAddresses();
  private readonly asked = new Set<string>();
  private readonly nowhere: CaseAlert[] = [];
  private readonly tried = new TriedSignIns();

  constructor(
    private readonly evidence: CaseEvidence,
    private readonly choice: CaseChoice = {},
  ) {
    this.identities = new Identities(evidence.issued);
    for (const alert of evidence.loud) this.takeAlert(alert, this.suspects);
    for (const alert of evidence.quiet) this.takeAlert(alert, this.quiet);
    for (const by of evidence.asked) this.ask(this.nodeOf(by));
    this.links.push(...sessionLinks(evidence.issued, this.identities, this.suspects));
    const times = new AlertTimes(this.suspects);
    const makings = evidence.makings.filter((making) => this.isOfSuspect(making, times));
    this.makings = new MadeIdentities(makings);
    this.watchAll();
    for (const making of makings) this.watch.addMade(making.made);
  }

  /** Whether nobody raised an alert that may begin a case, or was asked for. */
  get isEmpty(): boolean {
    return this.suspects.size === 0;
  }

  /** Whether the alert that is asked for has a caller, or the actor a record. */
  get hasAsked(): boolean {
    return this.asked.size > 0;
  }

  /** What was left out because there is too much of it, by its name. */
  get leftOut(): ReadonlyMap<string, number> {
    const counts = {
      'records of actors that nothing links to an alert': this.histories.leftOut,
      'texts to find actors by': this.watch.leftOut,
    };
    return new Map(Object.entries(counts).filter(([, count]) => count > 0));
  }

  /** Takes a record that {@link watch} finds, with the log file that it is in. */
  take(record: CloudTrailRecord, file = ''): void {
    const named = this.nodeOf(callerRecord(record));
    const tried = this.tried.of(record);
    if (tried !== undefined && named !== undefined) this.tried.targets.add(named);
    const node = tried?.node ?? named;
    if (node === undefined) return;
    if (tried === undefined) this.linkMade(node, record);
    this.tried.take(node, record);
    const address = origin.source(record);
    if (identity.invokedBy(record) === undefined && this.watch.hasAddress(address))
      this.addresses.add(node, record);
    this.histories.of(node, tried?.actor)?.take(record, file);
  }

  private linkMade(node: string, record: CloudTrailRecord): void {
    for (const { by, made, eventID } of this.makings.usedBy(record)) {
      const from = this.identities.of(by);
      if (from !== undefined && from !== node)
        this.addLink({ kind: 'made', from, to: node, what: made.name, time: made.time, eventID });
    }
  }

  /** All cases, the one with the most severe alert first. */
  groups(): readonly CaseGroup[] {
    for (const link of this.tried.links()) this.addLink(link);
    const unions = new Unions();
    for (const { from, to } of this.links) unions.join(from, to);
    const found = this.gathered(unions);
    const chosen = nodesOf(found.filter((group) => this.isCase(group)));
    // Whoever is asked for may have an ordinary address.
    const attacks = nodesOf(found.filter((group) => this.isAttack(group)));
    const isKnown = (node: string) => this.suspects.has(node) || this.tried.targets.has(node);
    for (const link of this.addresses.links(attacks, isKnown)) {
      this.addLink(link);
      unions.join(link.from, link.to);
    }
    const cases = this.gathered(unions).filter(({ members }) => members.some(({ node }) => chosen.has(node)));
    return cases.map((group) => this.withNowhere(group)).sort(bySeverity);
  }

  /** Alerts of medium severity or above that are in no case. */
  outside(groups: readonly CaseGroup[]): readonly CaseAlert[] {
    const inside = new Set(groups.flatMap(({ alerts }) => alerts));
    return this.evidence.loud.filter((alert) => !inside.has(alert));
  }

  private takeAlert(alert: CaseAlert, of: Map<string, CaseAlert[]>): void {
    const { address } = alert;
    const callers = alert.by.flatMap((by) => this.nodeOf(by) ?? []);
    const nodes = alert.isOnSignIns && address !== undefined ? [this.tried.add(address, callers)] : callers;
    const { since = '', alert: id } = this.choice;
    const isAsked = id !== undefined && alert.id.startsWith(id);
    if (isAsked) for (const node of nodes) this.ask(node);
    const begins = isAsked || (alert.eventTime >= since && !alert.isOfService);
    const kept = isAsked ? this.suspects : begins ? of : this.quiet;
    for (const node of new Set(nodes)) {
      const alerts = kept.get(node) ?? [];
      alerts.push(alert);
      kept.set(node, alerts);
    }
    if (nodes.length === 0) this.nowhere.push(alert);
    if (kept !== this.suspects) return;
    this.links.push(...alertLinks(alert, nodes));
    this.watch.addAddress(address);
  }

  private ask(node: string | undefined): void {
    if (node === undefined) return;
    this.asked.add(node);
    if (!this.suspects.has(node)) this.suspects.set(node, []);
  }

  private nodeOf(by: CallerRecord): string | undefined {
    const node = this.identities.of(by);
    if (node !== undefined && !this.callers.has(node)) this.callers.set(node, by);
    return node;
  }

  private isOfSuspect({ by, made }: Making, times: AlertTimes): boolean {
    const maker = this.identities.of(by);
    return maker !== undefined && (this.asked.has(maker) || times.isMadeInAttack(maker, made));
  }

  private watchAll(): void {
    const { members } = this.histories;
    for (const node of [...this.nodes(), ...this.tried.targets]) members.add(node);
    for (const { by, link, eventID } of this.evidence.issued) {
      const [from, to] = [this.nodeOf(by), this.identities.ofIssued(link)];
      if (from === undefined || to === undefined || from === to) continue;
      // What a made identity took in turn.
      const isOfMade = this.makings.usedBy(by as CloudTrailRecord).length > 0;
      if (isOfMade) this.addLink({ kind: 'took', from, to, what: link.target, time: link.time, eventID });
      if (isOfMade || members.has(to)) this.watch.addGiven(link.given);
    }
    for (const node of members) {
      const by = this.callers.get(node);
      if (by !== undefined) this.watch.addCaller(by as CloudTrailRecord);
    }
  }

  private addLink(link: CaseLink): void {
    const key = [link.kind, link.from, link.to, link.kind === 'made' ? '' : link.what].join('\n');
    if (!this.linked.has(key)) this.links.push(link);
    this.linked.add(key);
    this.histories.members.add(link.from).add(link.to);
  }

  private nodes(): readonly string[] {
    return [...this.suspects.keys(), ...this.links.flatMap(({ from, to }) => [from, to])];
  }

  private gathered(unions: Unions): readonly CaseGroup[] {
    const members = groupBy([...new Set(this.nodes())], (node) => unions.of(node));
    const links = groupBy(this.links, ({ from }) => unions.of(from));
    return [...members].map(([root, nodes]) => this.groupOf(nodes, links.get(root) ?? []));
  }

  private groupOf(nodes: readonly string[], links: readonly CaseLink[]): CaseGroup {
    const history = new CaseHistory();
    const members = nodes.map((node): CaseMember => {
      const own = this.histories.get(node) ?? new CaseHistory();
      history.addAll(own);
      return {
        node,
        history: own,
        alerts: [...(this.suspects.get(node) ?? []), ...(this.quiet.get(node) ?? [])],
      };
    });
    const alerts = [...new Set(members.flatMap((member) => member.alerts))].sort(byRank);
    return { members: members.sort(byFirst), links: [...links].sort(byTime), alerts, history };
  }

  private isCase(group: CaseGroup): boolean {
    if (this.choice.alert !== undefined || this.choice.isOfActor === true)
      return group.members.some(({ node }) => this.asked.has(node));
    return this.isAttack(group);
  }

  private isAttack({ alerts }: CaseGroup): boolean {
    const { since = '', isAlone = false } = this.choice;
    const beginning = alerts.filter(({ isOfService, eventTime }) => !isOfService && eventTime >= since);
    if (beginning.some(({ severity }) => !isBelow(severity, 'high'))) return true;
    const rules = beginning.filter(
      ({ severity, hasFailed, namesAccounts }) =>
        !isBelow(severity, 'medium') && !hasFailed && !(isAlone && namesAccounts),
    );
    return new Set(rules.map(({ ruleId }) => ruleId)).size >= MIN_RULES;
  }

  /** With alerts on calls of AWS services that were on something of the case. */
  private withNowhere(group: CaseGroup): CaseGroup {
    const resources = new Set(group.alerts.flatMap((alert) => alert.resources));
    const more = this.nowhere.filter((alert) => alert.resources.some((resource) => resources.has(resource)));
    return { ...group, alerts: [...group.alerts, ...more].sort(byRank) };
  }
}
