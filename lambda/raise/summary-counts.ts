import type { Alert } from '../../lib/core/alert/alert';
import { actorHash, actorIdentity } from '../../lib/core/alert/alert-actor';
import { describeAlertSilence } from '../../lib/core/alert/alert-silence';
import { DAILY_SUMMARY_RULE_ID } from '../../lib/core/alert/daily-summary';
import { STORM_EVENT } from '../../lib/core/alert/operational/operational-alert';
import { PATH_TEST_RULE_ID } from '../../lib/core/alert/operational/test-alerts';
import { isJsonObject } from '../../lib/core/json/json-value';
import { sha256Hex } from '../../lib/core/record/sha256';
import { CHANGED_BY_HAND_NAME, CHANGED_BY_HAND_RULE_ID } from '../../lib/core/rule/own-field';
import { isBelow } from '../../lib/core/rule/rule';
import { oneLine } from '../../lib/core/safe-text/one-line';
import type { SummaryChange } from '../aws/table/summary-item';
import type { RaisePorts } from './ports/raise-ports';
import type { Unsent } from './raised-alert';

/** What counts are written with. */
export interface SummaryParts {
  readonly ports: Pick<RaisePorts, 'nowMs' | 'countSummary'>;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
}

/** How much of an actor, and of a rule's name, a summary shows. */
const ACTOR_LENGTH = 200;
const NAME_LENGTH = 100;
const EXAMPLE_LENGTH = 400;

/** An invocation counts so many pairs of rule and actor by themselves, and all others by their rule. */
const MAX_COUNTS = 100;

/** Writes that are under way at once. */
const AT_ONCE = 10;

const NONE = { sent: 0, held: 0, belowMedium: 0, storms: 0, grouped: 0 };

/** What is counted of an alert that is not sent. */
export type CountedAlert = Pick<
  Alert,
  'ruleId' | 'ruleName' | 'severity' | 'actor' | 'recipientAccountId' | 'summary'
>;

type Count = Omit<SummaryChange, 'nowMs'>;

/**
 * Counts the alerts of an invocation by rule, severity and actor for the summary of the day, and writes the counts at its end. An
 * invocation that dies before has raised its alerts, and not counted them.
 */
export class SummaryCounts {
  readonly #counts = new Map<string, Count>();

  /** Serves one invocation. */
  constructor(private readonly parts: SummaryParts) {}

  /** Counts an alert that was published. */
  add(alert: Alert, isRepeat: boolean): void {
    const { ruleId, severity } = alert;
    if (ruleId === PATH_TEST_RULE_ID || ruleId === DAILY_SUMMARY_RULE_ID) return;
    const manager = managerOf(alert);
    const own =
      manager === undefined
        ? { actorHash: actorHash(alert) }
        : { actorHash: partHash(alert, manager), example: manager };
    const { key, count } = this.#open('sent', alert, own);
    const name = isBelow(severity, 'medium') ? 'belowMedium' : isRepeat ? 'held' : 'sent';
    const { storms, grouped } = stormOf(alert);
    this.#counts.set(key, {
      ...{ ...count, [name]: count[name] + 1 },
      ...{ storms: count.storms + storms, grouped: count.grouped + grouped },
    });
  }

  /**
   * Counts alerts that are not sent: of a rule on trial, with one as the example, or silenced by a person, with who wanted it so and
   * why: each silence of an actor, and each time that it was written, for itself.
   */
  addUnsent(alert: CountedAlert, { silence }: Unsent, count = 1): void {
    const name = silence === undefined ? 'onTrial' : 'silenced';
    const example = silence === undefined ? alert.summary : describeAlertSilence(silence);
    const hash = silence === undefined ? actorHash(alert) : partHash(alert, `${silence.id} ${example}`);
    const { key, count: known } = this.#open(name, alert, { actorHash: hash });
    const { [name]: before = 0 } = known;
    this.#counts.set(key, { ...known, [name]: before + count, example: oneLine(example, EXAMPLE_LENGTH) });
  }

  /** What was counted of a subject so far; past {@link MAX_COUNTS}, of all other actors of its rule. */
  #open(
    name: string,
    { ruleId, ruleName = ruleId, severity, actor }: CountedAlert,
    own: Pick<Count, 'actorHash' | 'example'>,
  ): { readonly key: string; readonly count: Count } {
    const ownKey = JSON.stringify([name, ruleId, severity, own.actorHash]);
    const isOwn = this.#counts.has(ownKey) || this.#counts.size < MAX_COUNTS;
    const key = isOwn ? ownKey : JSON.stringify([name, ruleId, severity]);
    const count = this.#counts.get(key) ?? {
      ...{ ruleId, ruleName: oneLine(ruleName, NAME_LENGTH), severity, ...NONE },
      ...(isOwn ? { ...own, actor: oneLine(actorIdentity(actor), ACTOR_LENGTH) } : { actorHash: '' }),
    };
    return { key, count };
  }

  /**
   * Writes what was counted. It never fails: a lost count is only a count. It is not tried again, as it may be written, and the others
   * are given up where all of a turn fail.
   */
  async flush(): Promise<void> {
    const { ports, warn } = this.parts;
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    const problems: string[] = [];
    for (let at = 0; at < counts.length; at += AT_ONCE) {
      const turn = counts.slice(at, at + AT_ONCE);
      const written = await Promise.allSettled(
        turn.map((count) => ports.countSummary({ ...count, nowMs: ports.nowMs() })),
      );
      const failed = written.filter((outcome) => outcome.status === 'rejected');
      problems.push(...failed.map(({ reason }) => String(reason)));
      if (failed.length === turn.length) break;
    }
    const [problem] = problems;
    if (problem !== undefined) warn('alerts were not counted for the daily summary', { problem });
  }
}

/** The stack, or the identity of the tool, that an alert on changes by hand is about; undefined of any other alert. */
function managerOf({ ruleId, record: { group } }: Alert): string | undefined {
  const name =
    ruleId === CHANGED_BY_HAND_RULE_ID && isJsonObject(group) ? group[CHANGED_BY_HAND_NAME] : undefined;
  return typeof name === 'string' ? oneLine(name, NAME_LENGTH) : undefined;
}

/** The same actor has a count for each. */
function partHash(alert: CountedAlert, part: string): string {
  return sha256Hex(`${actorHash(alert)}\n${part}`).slice(0, 32);
}

/** A storm is counted apart from the alerts that it represents. */
function stormOf({ eventName, eventSource, record }: Alert): {
  readonly storms: number;
  readonly grouped: number;
} {
  if (eventSource !== 'trailwatch' || eventName !== STORM_EVENT) return { storms: 0, grouped: 0 };
  return { storms: 1, grouped: Number(record.count) };
}
