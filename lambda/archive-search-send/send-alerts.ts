import type { Alert } from '../../lib/core/alert/alert';
import { claimKey } from '../../lib/core/alert/correlated/claim-key';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { type NamedRule, ruleMembers, withRule } from '../../lib/core/alert/rule-members';
import { FirstAlerts, type PlacedAlert } from '../../lib/core/archive-search/first-alerts';
import { decodeLessons } from '../../lib/core/archive-search/lessons';
import { SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-place';
import { SearchRefused, type SearchRequest } from '../../lib/core/archive-search/search-request';
import {
  MAX_SENDING_MS,
  MAX_SENT,
  type SentRecord,
  toUnsentAlert,
  UNSENT_RULE_ID,
} from '../../lib/core/archive-search/sent-record';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import { severitiesFrom } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import type { RememberedManagers, RememberedSketches } from '../aws/table/remembered-items';
import { deliveryTimeOf } from '../raise/expiry';
import type { Raised } from '../raise/raise-alert';
import type { RaisingRule } from '../raise/raised-alert';
import type { Raising } from '../raise/raising';
import { HeldByOther } from '../raise/retry-later';
import { countedTime } from '../raise/storm/alert-window';
import { SentAlerts, type SentPorts } from './sent-alerts';

/** The number of alert files that are read ahead. */
const FILES_AHEAD = 4;

/** The input from the state machine. */
export interface SendEvent {
  readonly execution: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly request: SearchRequest;
  readonly plan: { readonly rules: string };
}

/** The side effects of sending besides raising alerts, and the clock. */
export interface SendPorts extends SentPorts {
  readonly resultsBucket: string;
  readonly readRules: (sha256: string) => Promise<RuleDocument>;
  readonly nowMs: () => number;
  /** What the log processor knows. */
  readonly sketches: Pick<RememberedSketches, 'add'>;
  readonly managers: Pick<RememberedManagers, 'add'>;
}

/** What alerts are sent with. */
export interface SendParts {
  readonly ports: SendPorts;
  readonly raising: Pick<Raising, 'raiser' | 'outOfTime'>;
  /** The maximum number of alerts that a search sends. */
  readonly maxSent?: number;
}

/** Thrown if alerts could not be sent in many invocations. Step Functions shows the name as the error. */
export class AlertsNotSent extends Error {
  override readonly name = 'AlertsNotSent';
}

/** The number of alerts that are claimed and sent concurrently. */
const ALERTS_A_TURN = 16;

/** The number of failed alerts that ends an invocation: a failing topic is not called for each of thousands. */
const MAX_FAILURES = 500;

/** A minute apart: longer than a claim of a terminated invocation is left to it (claim-item.ts), and than most disruptions of a service. */
const MAX_FAILED_ROUNDS = 80;

/**
 * Sends the alerts of a search that were not sent before, and continues where the previous invocation stopped.
 *
 *     read all ──► the first ones, by severity and time ──► claim, send (raise-alert.ts) ──► write down how far
 *                                                                 └──► past the limit: one alert about the rest
 *
 * The claims table decides whether an alert was sent; the records of searches are kept longer. A terminated invocation leaves
 * claims, so that no retry sends an alert again.
 *
 * @throws {@link AlertsNotSent} if a retry is useless
 */
export async function sendAlerts(event: SendEvent, parts: SendParts): Promise<SentRecord> {
  const { ports } = parts;
  if (ports.nowMs() - Date.parse(event.startedAt) > MAX_SENDING_MS)
    throw new SearchRefused('the search started more than a day ago; start it again to send its alerts');
  const sent = await SentAlerts.read(event, ports);
  if (event.request.learn === true && !(await learn(event, { ...parts, sent }))) return sent.record;
  if (event.request.send === undefined) {
    sent.change({ isDone: true });
    await sent.save();
    return sent.record;
  }
  const rules = await ports.readRules(event.plan.rules);
  return new SearchSender(event, { ...parts, sent, rules }).run();
}

/**
 * Updates what the log processor learns from each batch. Returns whether all is learned; otherwise the next invocation
 * continues.
 */
async function learn(
  { execution }: SendEvent,
  { ports, raising, sent }: SendParts & { readonly sent: SentAlerts },
): Promise<boolean> {
  for await (const key of ports.keys(`${searchPrefix(execution)}${SEARCH_FILES.lessons}`)) {
    if (key <= (sent.record.learnedUntil ?? '')) continue;
    if (raising.outOfTime.aborted) return false;
    const { additions, managers } = decodeLessons((await ports.readText(key)) ?? '');
    const left = (await ports.sketches.add(additions)) + (await ports.managers.add(managers));
    if (left > 0) throw new Error(`${left} of the entries in ${key} could not be written`);
    sent.change({ learnedUntil: key });
    await sent.save();
  }
  return true;
}

class SearchSender {
  readonly #rules: ReadonlyMap<string, SentRule>;
  readonly #isWanted: (alert: Alert) => boolean;
  readonly #maxSent: number;
  readonly #failures: unknown[] = [];

  constructor(
    private readonly event: SendEvent,
    private readonly parts: SendParts & { readonly sent: SentAlerts; readonly rules: RuleDocument },
  ) {
    this.#rules = toNamedRules(parts.rules);
    this.#isWanted = wantedBy(event.request, this.#rules);
    this.#maxSent = parts.maxSent ?? MAX_SENT;
  }

  async run(): Promise<SentRecord> {
    const { sent } = this.parts;
    const before = sent.count;
    for (let goesOn = !sent.record.isDone; goesOn; ) goesOn = await this.#pass();
    const isStuck = this.#failures.length > 0 && sent.count === before;
    const problem = isStuck ? (this.#ownProblem() ?? sent.record.problem) : undefined;
    sent.change({ failedRounds: isStuck ? sent.record.failedRounds + 1 : 0, problem });
    await sent.save();
    if (sent.record.failedRounds < MAX_FAILED_ROUNDS) return sent.record;
    const [cause] = this.#failures;
    throw new AlertsNotSent(`alerts could not be sent: ${problem ?? String(cause)}`, { cause });
  }

  /** Why an alert could not be sent, as far as it is known: the next round finds its claim held, which says nothing of the reason. */
  #ownProblem(): string | undefined {
    const own = this.#failures.find((failure) => !(failure instanceof HeldByOther));
    return own === undefined ? undefined : String(own);
  }

  /** Raises the buffered alerts concurrently, and returns whether more may be started now. */
  async #pass(): Promise<boolean> {
    const { sent, ports } = this.parts;
    const isWanted = (alert: Alert) => this.#isWanted(alert) && !sent.isOwn(alert.id);
    const props = { execution: this.event.execution, isWanted, readText: ports.readText };
    const first = await readFoundAlerts({ ...props, after: sent.record.after });
    const { alerts } = first;
    const tried = await this.#raiseInTurns(alerts);
    const next = alerts[tried]?.alert;
    const isFull = next !== undefined && sent.count >= this.#maxSent;
    if (isFull && this.#failures.length === 0) await this.#tellLeft(next, first.count - tried);
    if (this.#failures.length > 0 || (next !== undefined && !isFull)) return false;
    sent.change({ isDone: isFull || !first.isCut });
    return !sent.record.isDone;
  }

  /** Returns the number of alerts that were tried: all, unless the limit, the time or many failures ended it. */
  async #raiseInTurns(alerts: readonly PlacedAlert[]): Promise<number> {
    const { sent, raising } = this.parts;
    let tried = 0;
    while (tried < alerts.length && sent.count < this.#maxSent) {
      if (raising.outOfTime.aborted || this.#failures.length >= MAX_FAILURES) break;
      const turn = this.#turnOf(alerts.slice(tried, tried + ALERTS_A_TURN));
      if (turn.length === 0) break;
      const before = sent.count;
      await this.#raiseTurn(turn);
      if (sent.count > before) await sent.save();
      tried += turn.length;
    }
    return tried;
  }

  /** The first of some alerts, as many as stay within the limit if each is sent. */
  #turnOf(alerts: readonly PlacedAlert[]): readonly PlacedAlert[] {
    const { sent } = this.parts;
    let room = sent.room(this.#maxSent);
    const end = alerts.findIndex(({ alert: { id } }) => !sent.isBegun(id) && room-- <= 0);
    return end < 0 ? alerts : alerts.slice(0, end);
  }

  async #raiseTurn(turn: readonly PlacedAlert[]): Promise<void> {
    const { sent } = this.parts;
    await sent.begin(turn.filter(({ alert }) => this.#maySend(alert)).map(({ alert: { id } }) => id));
    const outcomes = await Promise.all(turn.map(({ alert }) => this.#raise(alert)));
    for (const [at, { position, alert }] of turn.entries()) this.#note(position, alert.id, outcomes[at]);
  }

  #maySend({ id, ruleId }: Alert): boolean {
    const rule = this.#rules.get(ruleId);
    return rule !== undefined && rule.trialUntil === undefined && !this.parts.sent.isOthers(id);
  }

  #note(after: string, id: string, raised: Outcome = 'failed'): void {
    const { sent } = this.parts;
    const outcome = raised === 'failed' ? raised : sent.note(id, raised);
    // Alerts after a failure are retried with it, and counted then.
    if (this.#failures.length > 0) return;
    const { repeated, tried = 0 } = sent.record;
    sent.change({
      ...{ after, repeated: repeated + (outcome === 'repeated' ? 1 : 0) },
      ...(outcome === 'tried' ? { tried: tried + 1 } : {}),
    });
  }

  async #raise(alert: Alert): Promise<Outcome> {
    const { sent, raising } = this.parts;
    if (sent.isOthers(alert.id)) return 'repeated';
    const rule = this.#rules.get(alert.ruleId);
    const time = countedTime(claimKey(alert).eventTime, deliveryTimeOf(alert.source.key ?? ''));
    try {
      if (rule === undefined)
        throw new Error(`alert ${alert.id} is of rule ${alert.ruleId}, which is not in the search`);
      // A search that an earlier version of trailwatch made wrote alerts of version 1.
      return await raising.raiser.raise(withRule(alert, ruleMembers(rule)), rule, time);
    } catch (error) {
      this.#failures.push(error);
      return 'failed';
    }
  }

  /** Sends one alert for those past the limit, of which the first is the most severe. */
  async #tellLeft({ severity }: Alert, left: number): Promise<void> {
    const { sent, raising, ports } = this.parts;
    const { execution, startedAt } = this.event;
    const { resultsBucket } = ports;
    const alert = toUnsentAlert({ execution, startedAt, resultsBucket, sent: sent.count, left, severity });
    try {
      await raising.raiser.raise(alert, { name: UNSENT_RULE_ID });
      sent.change({ left });
    } catch (error) {
      this.#failures.push(error);
    }
  }
}

/** What became of an alert. */
type Outcome = Raised | 'failed';

/** A rule or a correlation, and whether it is on trial. */
type SentRule = NamedRule & Pick<RaisingRule, 'trialUntil'>;

function toNamedRules({ rules, correlations }: RuleDocument): ReadonlyMap<string, SentRule> {
  return new Map<string, SentRule>([...rules, ...correlations].map((rule) => [rule.id, rule]));
}

function wantedBy(
  { send, sendRules }: SearchRequest,
  rules: ReadonlyMap<string, NamedRule>,
): (alert: Alert) => boolean {
  const severities = send === undefined ? [] : severitiesFrom(send);
  const names = sendRules === undefined ? undefined : new Set(sendRules);
  const isNamed = (id: string) =>
    names === undefined || names.has(id) || names.has(rules.get(id)?.name ?? '');
  return ({ severity, ruleId }) => severities.includes(severity) && isNamed(ruleId);
}

/** The alerts of a search to read. */
interface FoundAlertsProps {
  readonly execution: string;
  readonly isWanted: (alert: Alert) => boolean;
  /** Alerts up to this position are skipped. */
  readonly after: string;
  readonly readText: (key: string) => Promise<string | undefined>;
}

/** The first selected alerts of a search after a position. */
async function readFoundAlerts(props: FoundAlertsProps): Promise<FirstAlerts> {
  const { execution, isWanted, after, readText } = props;
  const first = new FirstAlerts(after);
  const list = `${searchPrefix(execution)}${SEARCH_FILES.alertFiles}`;
  const document = parseJson((await readText(list)) ?? '');
  const files = isJsonObject(document) ? document.alertFiles : undefined;
  if (!Array.isArray(files)) throw new Error(`${list} is missing or damaged`);
  const texts = mapAhead(files.map(String), FILES_AHEAD, async (key) => ({ key, text: await readText(key) }));
  for await (const { key, text } of texts) {
    if (text === undefined) throw new Error(`${key} is missing`);
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const alert = toAlert(line, key);
      if (isWanted(alert)) first.add(alert, line.length);
    }
  }
  return first;
}

function toAlert(line: string, key: string): Alert {
  const json = parseJson(line);
  const alert = isJsonObject(json) ? parseAlert(json) : undefined;
  if (alert === undefined) throw new Error(`${key} has a line that is not an alert`);
  return alert;
}
