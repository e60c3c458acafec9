import type { Alert } from '../../lib/core/alert/alert';
import {
  hashedKinds,
  KnownKinds,
  kindsOf,
  listedKindsOf,
  SENT_FIRST,
} from '../../lib/core/alert/alert-kinds';
import type { AlertSilence } from '../../lib/core/alert/alert-silence';
import { claimKey } from '../../lib/core/alert/correlated/claim-key';
import { packedIds } from '../../lib/core/alert/packed-alert-ids';
import type { RaiserSettings } from '../../lib/core/settings/alerting-handler-settings';
import type { Admission } from '../aws/table/admit-alert';
import type { Claim, ClaimAnswer, ClaimStatus } from '../aws/table/claim-item';
import { expiresAtSeconds, windowExpiresAtSeconds } from './expiry';
import type { KnownSilences } from './known-silences';
import type { RaisePorts } from './ports/raise-ports';
import type { RaisedAlert, RaisingRule, Unsent } from './raised-alert';
import { causeOf, unsentBy, writeDown } from './raised-alert';
import type { Repeats } from './repeats';
import { HeldByOther, publish, RetryLater } from './retry-later';
import { type AlertWindow, alertWindow, singleLimit } from './storm/alert-window';
import type { GroupedAlerts, KnownActors } from './storm/grouped-alerts';
import type { StormReports } from './storm/storm-reports';
import type { SummaryCounts } from './summary-counts';

/** What became of an alert: sent singly, left to the storm report, done by an earlier delivery, or counted for a rule on trial or a silence. */
export type Raised = 'sent' | 'grouped' | 'repeated' | 'tried' | 'silenced';

/** What a raiser works with. */
export interface AlertRaiserParts {
  readonly ports: RaisePorts;
  readonly settings: RaiserSettings;
  readonly storms: StormReports;
  readonly grouped: GroupedAlerts;
  readonly actors: KnownActors;
  readonly repeats: Repeats;
  readonly summary: SummaryCounts;
  /** What people silenced; undefined where they may not. */
  readonly silences: KnownSilences | undefined;
  /** Returns a text that is never used twice. */
  readonly newOwner: () => string;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
  readonly info: (message: string, fields: Record<string, unknown>) => void;
}

/**
 * Raises alerts so that each is sent once, even if other handlers process the same record.
 *
 *     handler A   claim ──── admit ──── publish ──── mark sent
 *                 │lease ───────────────────────────────────────────┤
 *     handler B         claim: held, so B's message goes back
 *                       ┊              B again: claim: settled, done ┊
 *
 *     A dies after     table says      the redelivered message finds
 *     ─ nothing        no claim        no claim: claims, sends
 *     ─ claim, admit   sending, lease  the claim unchanged for a lease: claims, is admitted as before, sends
 *     ─ publish        sending, lease  the claim unchanged for a lease: sends again, with the same id     ← the only repeat
 *     ─ mark           sent            settled: nothing to do
 *
 * Past the threshold of its window:
 *
 *     claim ──── admit: no ──── have a report come (storm-reports.ts) ──── mark grouped ──── list its kinds ──── make sure of the report
 *
 * Past it, only the first alert with an actor, a call, a Region or a resource is admitted, up to a number of each.
 * An alert is either sent or grouped, never both: whether it is admitted is written down once, in the window, and the
 * answer is the same for every handler. A report counts what is grouped and not admitted.
 */
export class AlertRaiser {
  readonly #flights = new Map<string, Promise<Raised>>();
  /** The hashed kinds that windows have, or have no room for, as far as this invocation knows. */
  readonly #kinds = new Map<string, KnownKinds>();
  readonly #ports: RaisePorts;
  readonly #settings: RaiserSettings;

  /** A raiser serves one invocation. */
  constructor(private readonly parts: AlertRaiserParts) {
    this.#ports = parts.ports;
    this.#settings = parts.settings;
  }

  /**
   * Raises an alert, or waits until the one of the same id that is under way in this invocation is done.
   *
   * @param time decides in which window the alert counts, where its own `eventTime` may differ from one try to the next
   */
  raise(alert: Alert, rule: RaisingRule, time = claimKey(alert).eventTime): Promise<Raised> {
    const flight = this.#flights.get(alert.id);
    if (flight !== undefined) return flight.then(() => 'repeated');
    const started = this.#raiseOnce(alert, rule, time);
    this.#flights.set(alert.id, started);
    return started;
  }

  /**
   * Sends once that what an alert was about is over, if the alert was sent singly: who was not told of it, as one of a storm, on trial
   * or silenced, has nothing that is open. Neither a storm nor a silence holds it back.
   *
   * @param opening the alert, which was raised before
   */
  async close(
    closing: Alert,
    opening: { readonly alert: Alert; readonly rule: RaisingRule },
  ): Promise<Raised> {
    const { window, wasSent } = await this.#findSent(opening);
    if (!wasSent) return 'repeated';
    const claim = this.#claimOf(closing.id, window);
    const answer = await this.#claim(claim, 'sending');
    if (answer.kind === 'settled') return 'repeated';
    if (answer.kind === 'held') throw heldBy(closing.id, answer.untilMs);
    await publish({ ports: this.#ports, leaseUntilMs: claim.leaseUntilMs }, closing);
    await this.#markSent(claim);
    return 'sent';
  }

  /** Whether an alert that was raised was sent singly, and the window that its claim is in. */
  async #findSent({
    alert,
    rule,
  }: {
    readonly alert: Alert;
    readonly rule: RaisingRule;
  }): Promise<{ readonly window: AlertWindow; readonly wasSent: boolean }> {
    const window = this.#windowOf(alert, rule.cause);
    const unsent = await this.parts.grouped.readUnsentIds(window);
    if (packedIds(alert.id).commonWith(unsent).length > 0) return { window, wasSent: false };
    const answer = await this.#claim(this.#claimOf(alert.id, window), 'sending');
    if (answer.kind === 'held') throw heldBy(alert.id, answer.untilMs);
    return { window, wasSent: answer.kind === 'settled' && answer.status === 'sent' };
  }

  async #raiseOnce(alert: Alert, rule: RaisingRule, time: string): Promise<Raised> {
    const unsent = await this.#findUnsent(alert, rule);
    const raised: RaisedAlert = {
      alert,
      rule,
      unsent,
      window: this.#windowOf(alert, causeOf(rule, unsent), time),
    };
    const plain: RaisedAlert = { alert, rule, window: this.#windowOf(alert, rule.cause, time) };
    if (await this.#isCountedElsewhere(raised, plain)) return 'repeated';
    // Where it is that of any other alert, an alert that was not sent is not sent later.
    const claim = this.#claimOf(alert.id, plain.window);
    if (unsent === undefined && (await this.#isRefused(raised))) {
      const answer = await this.#claim(claim, 'grouped');
      if (answer.kind === 'settled') return this.#repeat(raised, answer.status);
      if (answer.kind === 'won') return this.#leaveToReport(raised);
    }
    const answer = await this.#claim(claim, 'sending');
    if (answer.kind === 'settled') return unsent ? 'repeated' : this.#repeat(raised, answer.status);
    if (answer.kind === 'held') throw heldBy(alert.id, answer.untilMs);
    const isAdmitted = await this.#isAdmitted(raised);
    if (unsent !== undefined) return this.#count(raised, claim, { unsent, isAdmitted });
    return isAdmitted ? this.#send(raised, claim) : this.#group(raised, claim);
  }

  #windowOf(alert: Alert, cause: string | undefined, time = claimKey(alert).eventTime): AlertWindow {
    return alertWindow({ ruleId: alert.ruleId, outcome: alert.outcome, ...claimKey(alert) }, time, {
      windowMinutes: this.#settings.stormWindowMinutes,
      cause,
    });
  }

  #claimOf(item: string, { key: window }: AlertWindow): Claim {
    const nowMs = this.#ports.nowMs();
    return {
      ...{ window, item, owner: this.parts.newOwner() },
      leaseUntilMs: nowMs + this.#settings.leaseSeconds * 1000,
      expiresAtSeconds: expiresAtSeconds(nowMs, this.#settings),
    };
  }

  async #findUnsent(alert: Alert, rule: RaisingRule): Promise<Unsent | undefined> {
    const { silences } = this.parts;
    if (rule.trialUntil === undefined) await silences?.refresh();
    return unsentBy(rule, () => silences?.find(alert, alert.eventTime));
  }

  /** Counts an alert that is not sent, past the threshold with others. */
  async #count(
    raised: RaisedAlert,
    claim: Claim,
    { unsent, isAdmitted }: { readonly unsent: Unsent; readonly isAdmitted: boolean },
  ): Promise<Raised> {
    const { alert } = raised;
    const ids = packedIds(alert.id);
    if (isAdmitted) {
      this.parts.summary.addUnsent(alert, unsent);
      // It is counted: the message must not come back.
      const outcome = await writeDown(() => this.parts.grouped.noteUnsent(raised.window, ids));
      if ('error' in outcome)
        this.parts.warn(
          'an alert was counted but could not be noted as not sent; grouped with others, it is counted again',
          { alertId: alert.id, window: raised.window.key, problem: String(outcome.error) },
        );
    } else await this.parts.grouped.group({ ids, kinds: listedKindsOf(alert), example: raised });
    await this.#markSent(claim);
    if (unsent.silence === undefined) return 'tried';
    this.parts.info('alert silenced', silencedFields(alert, unsent.silence));
    return 'silenced';
  }

  async #repeat(raised: RaisedAlert, status: 'sent' | 'grouped'): Promise<Raised> {
    // The handler that grouped it may have died before the report was under way.
    if (status === 'grouped') await this.#leaveToReport(raised);
    return 'repeated';
  }

  /** Whether the alert was counted with others before its silence or trial began, or under a silence that is over: no claim says so. */
  async #isCountedElsewhere({ alert, unsent }: RaisedAlert, plain: RaisedAlert): Promise<boolean> {
    const { grouped } = this.parts;
    const ids = packedIds(alert.id);
    if (ids.commonWith(await grouped.readUnsentIds(plain.window)).length > 0) return true;
    if (unsent === undefined) return false;
    if (ids.commonWith(await grouped.readGroupedIds(plain.window.key)).length === 0) return false;
    await grouped.leaveToReport(plain);
    return true;
  }

  /** Whether the window is known to be full, and to refuse the alert. */
  async #isRefused({ alert, window }: RaisedAlert): Promise<boolean> {
    const full = await this.parts.grouped.readAdmitted(window);
    if (full === undefined || full.mayAdmit(alert.id, kindsOf(alert))) return false;
    return (await this.parts.actors.find(alert, window)) === undefined;
  }

  /** The alert is grouped in the table. */
  async #leaveToReport(raised: RaisedAlert): Promise<Raised> {
    await this.parts.grouped.leaveToReport(raised);
    return 'grouped';
  }

  #claim(claim: Claim, status: ClaimStatus): Promise<ClaimAnswer> {
    return this.#ports.claimItem({ ...claim, status, nowMs: this.#ports.nowMs() });
  }

  async #isAdmitted({ alert, window }: RaisedAlert): Promise<boolean> {
    const known = this.#kinds.get(window.key) ?? new KnownKinds(SENT_FIRST);
    this.#kinds.set(window.key, known);
    const kinds = known.unknownOf(hashedKinds(kindsOf(alert)));
    const admission = {
      window: window.key,
      alertId: alert.id,
      threshold: singleLimit(this.#settings, alert.severity),
      kinds,
      expiresAtSeconds: windowExpiresAtSeconds(this.#ports.nowMs(), window, this.#settings),
    };
    const isAdmitted = await this.#ports.admitAlert(admission);
    // Also of a refused alert the window has the kinds, or no room for them.
    known.add(kinds);
    return isAdmitted || this.#isAdmittedForActor({ alert, window }, admission);
  }

  /** The first alert of an actor that is known from before is not left to the report of a storm that others made. */
  async #isAdmittedForActor(
    { alert, window }: Pick<RaisedAlert, 'alert' | 'window'>,
    admission: Admission,
  ): Promise<boolean> {
    const { actors } = this.parts;
    const knownActor = await actors.find(alert, window);
    if (knownActor === undefined) return false;
    actors.ask(knownActor, window, alert.id);
    return this.#ports.admitAlert({ ...admission, knownActor });
  }

  async #group(raised: RaisedAlert, claim: Claim): Promise<Raised> {
    await this.parts.storms.ensureReport(raised);
    const isMine = await this.#ports.settleClaim(claim, 'grouped');
    if (!isMine)
      throw new RetryLater(`another handler took over alert ${claim.item} while it was being grouped`);
    return this.#leaveToReport(raised);
  }

  async #send({ alert }: RaisedAlert, claim: Claim): Promise<Raised> {
    const publication = { ports: this.#ports, leaseUntilMs: claim.leaseUntilMs };
    const isRepeat = await this.parts.repeats.publish(alert, (marked) => publish(publication, marked));
    await this.#markSent(claim);
    this.parts.summary.add(alert, isRepeat);
    return 'sent';
  }

  async #markSent(claim: Claim): Promise<void> {
    const outcome = await writeDown(() => this.#ports.settleClaim(claim, 'sent'));
    if ('written' in outcome && outcome.written) return;
    const problem = 'error' in outcome ? String(outcome.error) : 'another handler took the claim over';
    this.parts.warn(
      'an alert was sent but could not be marked as sent; another delivery of its record repeats it',
      {
        alertId: claim.item,
        window: claim.window,
        problem,
      },
    );
  }
}

function heldBy(alertId: string, untilMs: number): HeldByOther {
  const until = new Date(untilMs).toISOString();
  return new HeldByOther(`another handler is sending alert ${alertId}; its lease ends at ${until}`);
}

/** What the log has of an alert that is not sent: what finds its record again, and who wanted it so. */
function silencedFields(
  { id, ruleName, severity, eventID, eventTime, recipientAccountId, source }: Alert,
  { id: silence, untilMs, reason, by }: AlertSilence,
): Record<string, unknown> {
  const until = new Date(untilMs).toISOString();
  return {
    ...{ id, ruleName, severity, eventID, eventTime, recipientAccountId, source },
    silence: { id: silence, until, reason, by },
  };
}
