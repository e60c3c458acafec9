import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';
import { windowExpiresAtSeconds } from '../expiry';
import type { RaisePorts } from '../ports/raise-ports';
import type { RaisedAlert } from '../raised-alert';
import type { AlertWindow } from './alert-window';
import { STORM } from './storm-message';

/** What a container remembers of storms from one invocation to the next: window key to when its report is due. */
export type StormMemory = Map<string, number>;

/** More storms at once than this are forgotten and read again. */
const MAX_REMEMBERED = 1000;

/**
 * Makes sure that every grouped alert is counted by a report that starts later than the alert was grouped.
 *
 *     grouped ──► is a report due? ──► no: queue a message, delayed ──► write down when it is due
 *                       │                        │
 *                       └ yes, at D              └ D = the time before queueing + delay: it is not received earlier
 *
 * The message is queued before D is written down, so a handler that dies in between leaves a message too many, never
 * one too few. D is a fact that never becomes untrue: a report starts at D or later. A handler that groups an alert and
 * sees, *after* grouping, that D is still ahead, knows that the report at D will count it. "Ahead" leaves half the
 * delay for clocks that disagree; so a storm has at most two reports on the way.
 */
export class StormReports {
  readonly #flights = new Map<string, Promise<void>>();

  constructor(
    private readonly ports: RaisePorts,
    private readonly settings: RaiserSettings,
    private readonly memory: StormMemory,
  ) {}

  /** Whether the window is known to be past the threshold, so that its alerts need not be counted one by one. */
  isKnown(window: AlertWindow): boolean {
    return this.memory.has(window.key);
  }

  /**
   * Call it before the alert is grouped in the table, so that a handler that dies leaves no alert without a report, and once it is
   * grouped; when it returns then, a report that will count it is on its way.
   */
  async ensureReport(raised: RaisedAlert): Promise<void> {
    const { key } = raised.window;
    // A flight that was under way may have begun before this alert was grouped; one that begins after it is good.
    await this.#flights.get(key)?.catch(() => undefined);
    if (this.#isAhead(this.memory.get(key))) return;
    await (this.#flights.get(key) ?? this.#start(raised));
  }

  #isAhead(dueAtMs: number | undefined): boolean {
    const margin = this.settings.stormReportDelaySeconds * 500;
    return dueAtMs !== undefined && dueAtMs - this.ports.nowMs() > margin;
  }

  #start(raised: RaisedAlert): Promise<void> {
    const { key } = raised.window;
    const flight = this.#queueUnlessDue(raised).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  async #queueUnlessDue(raised: RaisedAlert): Promise<void> {
    const { key } = raised.window;
    const nowMs = this.ports.nowMs();
    const storm = await this.ports.readStorm(key, nowMs);
    if (storm !== undefined && this.#isAhead(storm.reportDueAtMs)) {
      this.#remember(key, storm.reportDueAtMs);
      return;
    }
    const reportDueAtMs = this.ports.nowMs() + this.settings.stormReportDelaySeconds * 1000;
    await this.ports.sendMessage(bodyFor(raised), this.settings.stormReportDelaySeconds);
    const reported = storm?.reported ?? 0;
    const expiry = storm?.expiresAtSeconds ?? windowExpiresAtSeconds(nowMs, raised.window, this.settings);
    await this.ports.writeStorm({
      next: { ...storm, window: key, reported, reportDueAtMs, expiresAtSeconds: expiry },
      reportedBefore: reported,
      nowMs,
    });
    this.#remember(key, reportDueAtMs);
  }

  #remember(key: string, dueAtMs: number): void {
    if (this.memory.size >= MAX_REMEMBERED) this.memory.clear();
    this.memory.set(key, dueAtMs);
  }
}

function bodyFor({ alert, rule: { name }, window, unsent }: RaisedAlert): string {
  const { ruleId, title, severity, tags, firstSteps = [], awsRegion, route, source } = alert;
  const rule = { id: ruleId, name, title, severity, tags, firstSteps };
  const message = { window, rule, awsRegion, route, example: source };
  if (unsent === undefined) return STORM.encode(message);
  const { ruleName, actor, recipientAccountId, summary } = alert;
  const counted = { ruleId, ruleName, severity, actor, recipientAccountId, summary };
  return STORM.encode({ ...message, counted: { alert: counted, unsent } });
}
