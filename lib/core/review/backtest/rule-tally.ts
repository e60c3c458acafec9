import { fileOf } from '../../alert/message/alert-lines';
import type { Severity } from '../../rule/rule';
import { oneLine } from '../../safe-text/one-line';
import { type ComparedAlert, type Effect, effectOn } from './compared-alerts';

/** An alert as an example: who, what, where and when. */
export interface AlertExample {
  readonly effect: Exclude<Effect, 'same'>;
  /** Absent on a side that does not raise it. */
  readonly base?: Severity;
  readonly head?: Severity;
  readonly eventTime: string;
  readonly summary: string;
  readonly actor: string;
  readonly account: string;
  readonly region: string;
  readonly eventID: string;
  /** The file that the record is in; empty for a correlation. */
  readonly file: string;
}

/** How many alerts there are of each effect. */
export type EffectCounts = Readonly<Record<Effect, number>>;

/** The day of alerts without a valid time. */
export const NO_DAY = 'unknown';

/** Maximum number of days that are counted separately for a rule; the rest are counted as {@link NO_DAY}. Ten years. */
const MAX_DAYS = 3_660;

/** Maximum number of examples of an effect: of different actors and calls. */
const MAX_EXAMPLES = 3;

const TEXT_LENGTH = 500;
const NAME_LENGTH = 200;

const DAY = /^\d{4}-\d\d-\d\d(?=T)/;

/** Counts the effects on the alerts of one rule, in memory that grows with days only. */
export class RuleTally {
  readonly counts: Record<Effect, number> = noEffects();
  readonly #days = new Map<string, Record<Effect, number>>();
  readonly #examples = new Map<string, AlertExample>();

  add(compared: ComparedAlert): Effect {
    const effect = effectOn(compared);
    this.counts[effect] += 1;
    if (effect === 'same') return effect;
    this.#dayOf(compared)[effect] += 1;
    this.#keepExample(effect, compared);
    return effect;
  }

  /** Days with a difference, in their order. */
  get days(): readonly (readonly [day: string, counts: EffectCounts])[] {
    return [...this.#days].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** In the order of the effects, and then of the records. */
  get examples(): readonly AlertExample[] {
    return [...this.#examples.values()];
  }

  #dayOf({ alert: { eventTime } }: ComparedAlert): Record<Effect, number> {
    const written = DAY.exec(eventTime)?.[0] ?? NO_DAY;
    const day = this.#days.size < MAX_DAYS || this.#days.has(written) ? written : NO_DAY;
    const known = this.#days.get(day) ?? noEffects();
    this.#days.set(day, known);
    return known;
  }

  #keepExample(effect: Exclude<Effect, 'same'>, compared: ComparedAlert): void {
    if (this.counts[effect] > MAX_EXAMPLES && this.#keptOf(effect) >= MAX_EXAMPLES) return;
    const { alert } = compared;
    const key = `${effect} ${oneLine(alert.actor.name, NAME_LENGTH)} ${oneLine(alert.eventName, NAME_LENGTH)}`;
    if (!this.#examples.has(key)) this.#examples.set(key, toExample(effect, compared));
  }

  #keptOf(effect: Effect): number {
    return this.examples.filter((example) => example.effect === effect).length;
  }
}

/** No alert of any effect. */
export function noEffects(): Record<Effect, number> {
  return { gained: 0, lost: 0, raised: 0, lowered: 0, same: 0 };
}

function toExample(effect: AlertExample['effect'], { alert, severities }: ComparedAlert): AlertExample {
  const { eventTime, summary, actor, recipientAccountId, awsRegion, eventID, source } = alert;
  return {
    effect,
    ...severities,
    eventTime: oneLine(eventTime, NAME_LENGTH),
    summary: oneLine(summary, TEXT_LENGTH),
    actor: oneLine(actor.name, NAME_LENGTH),
    account: oneLine(recipientAccountId, NAME_LENGTH),
    region: oneLine(awsRegion, NAME_LENGTH),
    eventID: oneLine(eventID, NAME_LENGTH),
    file: oneLine(fileOf(source), TEXT_LENGTH),
  };
}
