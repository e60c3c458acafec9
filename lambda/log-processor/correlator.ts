import type { LimitFunction } from 'p-limit';
import { toCorrelationAlert } from '../../lib/core/alert/correlated/correlation-alert';
import type { Contribution, CorrelationGroup } from '../../lib/core/correlation/contribution';
import type { CollectedGroup } from '../../lib/core/correlation/contribution-collector';
import { type CorrelationPlan, touchedPeriods } from '../../lib/core/correlation/correlation-plan';
import type { Crossing } from '../../lib/core/correlation/crossing';
import { findCrossings, toCorrelated } from '../../lib/core/correlation/find-crossings';
import { byPeriod } from '../../lib/core/correlation/keep-enough';
import { slotKey } from '../../lib/core/correlation/score';
import type { Tally } from '../../lib/core/correlation/tally';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import type { RememberedContribution } from '../aws/table/read-contributions';
import { expiresAtSeconds } from '../raise/expiry';
import type { AlertRaiser, Raised } from '../raise/raise-alert';
import { RetryLater, waitForAll } from '../raise/retry-later';
import type { EvaluationMessages } from './evaluation-messages';
import type { Ports } from './ports';

/** What a container remembers of correlations from one invocation to the next: alerts that are raised for good, and steps of scores that are written and were looked at. */
export type RaisedPeriods = Set<string>;

/** More than this are forgotten, and found to be raised once more. */
const MAX_REMEMBERED = 10_000;

/** What a correlator works with. */
export interface CorrelatorParts {
  readonly ports: Ports;
  readonly settings: LogProcessorSettings;
  readonly raiser: AlertRaiser;
  readonly evaluations: EvaluationMessages;
  readonly raised: RaisedPeriods;
  /** Bounds how many calls are under way at once. */
  readonly limit: LimitFunction;
  readonly outOfTime: AbortSignal;
}

/**
 * Counts over time, so that every order of arrival, and any number of handlers, come to the same alerts.
 *
 *     handler A   write own ──── read the windows: 4 of 5 ──── done
 *     handler B           write own ──── read the windows: 5 of 5 ──── claim, publish, mark (raise-alert.ts) ──── done
 *
 *     A dies after     table says        the redelivered message
 *     ─ nothing        4 without its     writes, reads, raises
 *     ─ write          all 5             finds its own there, reads, raises; every other writer sees it, too
 *     ─ read           all 5             the same
 *     ─ raise          all 5, a claim    finds the claim
 *
 * **No crossing is missed.** Each writes before it reads, and reads consistently; so of all whose records make up a
 * window, the last one to finish writing sees all of it. **None is invented.** Bounds of `gt` and `gte` hold of a
 * window as soon as they hold of a part of it, so an early look is right whatever comes later, and the alert goes out
 * with the record that crosses the bound. **None is sent twice.** The alert's id is that of its correlation, group
 * and period (find-crossings.ts), which say nothing about who saw it first.
 *
 * Bounds of `lt`, `lte`, `eq` and `neq` can be undone by one more record. Their evaluation waits: evaluation-messages.ts.
 *
 * Files write only what decides (keep-enough.ts), those of a batch together (gathered-groups.ts), and nothing once all of their
 * periods are known to be raised, or once the same step of a score was written in the same slot.
 */
export class Correlator {
  constructor(private readonly parts: CorrelatorParts) {}

  /** Counts what files add to a group. When it returns, their messages may go. */
  async correlate(found: CollectedGroup): Promise<readonly Raised[]> {
    const { plan, contributions, group } = found;
    const periods = touchedPeriods(
      plan,
      contributions.map(({ timeMs }) => timeMs),
    );
    const open = periods.filter((period) => !this.#isRaised(plan, group, period));
    const news = contributions.filter((one) => !this.#isKnownStep(found, one));
    if (open.length === 0 || news.length === 0) return [];
    await this.#write({ ...found, contributions: news });
    if (plan.isMonotone) {
      const raised = await this.raise(found, open, await this.read(plan, group, open));
      // Not before: a message that comes again looks again.
      if (plan.correlation.kind === 'score') for (const one of news) this.#remember(stepName(found, one));
      return raised;
    }
    await waitForAll(
      open.map((period) => this.#call(() => this.parts.evaluations.ensure(plan, group, period))),
    );
    return [];
  }

  /** What the table has of a group for windows that end in these periods, of which the first is the earliest. */
  read(
    plan: CorrelationPlan,
    group: CorrelationGroup,
    periods: readonly number[],
  ): Promise<readonly RememberedContribution[]> {
    const fromMs = (periods[0] ?? 0) - plan.timespanMs;
    const untilMs = (periods.at(-1) ?? 0) + plan.timespanMs;
    const { ports } = this.parts;
    const window = partitionOf(plan, group);
    return this.#call(() => ports.readContributions({ window, fromMs, untilMs, nowMs: ports.nowMs() }));
  }

  /** Raises an alert for each of the periods in which the contributions satisfy the correlation. */
  raise(
    { plan, group, tally }: Omit<CollectedGroup, 'contributions'>,
    periods: readonly number[],
    known: readonly RememberedContribution[],
  ): Promise<readonly Raised[]> {
    const crossings = findCrossings(plan, known).filter(({ periodStartMs }) =>
      periods.includes(periodStartMs),
    );
    if (crossings.length > 0) addKnown(tally, known);
    return waitForAll(crossings.map((crossing) => this.#raiseOne({ plan, group, tally }, crossing)));
  }

  async #raiseOne(found: Omit<CollectedGroup, 'contributions'>, crossing: Crossing): Promise<Raised> {
    const { plan, group } = found;
    const correlated = toCorrelated(found, crossing);
    const alert = toCorrelationAlert({ ...correlated, route: 'log-file' });
    const outcome = await this.#call(() => this.parts.raiser.raise(alert, plan.correlation));
    // A score may come to more in the same period.
    if (crossing.score === undefined) this.#remember(periodName(plan, group, crossing.periodStartMs));
    return outcome;
  }

  /** A step counts once in a slot: for a busy actor it need not be written each time, nor the score looked at. */
  #isKnownStep(found: CollectedGroup, step: Contribution): boolean {
    return found.plan.correlation.kind === 'score' && this.parts.raised.has(stepName(found, step));
  }

  #remember(name: string): void {
    if (this.parts.raised.size >= MAX_REMEMBERED) this.parts.raised.clear();
    this.parts.raised.add(name);
  }

  async #write({ plan, group, contributions }: CollectedGroup): Promise<void> {
    const { ports, settings } = this.parts;
    const window = partitionOf(plan, group);
    await waitForAll(
      [...byPeriod(plan, contributions).values()].map((ofPeriod) =>
        this.#call(() => {
          const nowMs = ports.nowMs();
          const expiry = expiresAtSeconds(nowMs, settings);
          return ports.putContributions({ window, contributions: ofPeriod, nowMs, expiresAtSeconds: expiry });
        }),
      ),
    );
  }

  #isRaised(plan: CorrelationPlan, group: CorrelationGroup, period: number): boolean {
    return this.parts.raised.has(periodName(plan, group, period));
  }

  #call<T>(make: () => Promise<T>): Promise<T> {
    return this.parts.limit(() => {
      if (this.parts.outOfTime.aborted) throw new RetryLater('time ran out before all records were counted');
      return make();
    });
  }
}

/** Other files wrote only what decides, and more may come: what is known is the least that there is. */
function addKnown(tally: Tally | undefined, known: readonly RememberedContribution[]): void {
  for (const contribution of known) tally?.add(contribution);
  tally?.leaveOut();
}

function periodName(plan: CorrelationPlan, group: CorrelationGroup, period: number): string {
  return `${partitionOf(plan, group)}|${period}`;
}

function stepName({ plan, group }: Pick<CollectedGroup, 'plan' | 'group'>, step: Contribution): string {
  return `${partitionOf(plan, group)}|${slotKey(plan, step)}`;
}

/** The group's partition in the table of claims. */
export function partitionOf({ fingerprint }: CorrelationPlan, { key }: CorrelationGroup): string {
  return `counted|${fingerprint}|${key}`;
}
