import type { Alert } from '../../lib/core/alert/alert';
import { afterAlert, inNewWords, isRepeat } from '../../lib/core/alert/repeat/repeat-state';
import { type RepeatSubject, toRepeatSubject } from '../../lib/core/alert/repeat/repeat-subject';
import type { ReadRepeats } from '../aws/table/repeat-item';
import type { RaisePorts } from './ports/raise-ports';

/** What the detection of repeats needs. */
export interface RepeatParts {
  readonly ports: Pick<RaisePorts, 'nowMs' | 'readRepeats' | 'writeRepeats'>;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
}

/** How often a state is written that another handler changes in between. */
const ATTEMPTS = 3;

/**
 * Marks alerts that have nothing new, which default subscriptions leave out.
 *
 *     read what is known ──► new? ──► publish, marked or not ──► write what is known now
 *
 * Nothing is known of an alert before it was published: whatever dies in between, and whatever another handler does at the same
 * time, at worst an alert is sent that would have been marked. Without an answer of the table every alert is sent. Alerts
 * of one rule, actor and target in one invocation wait for one another, so that a file of many brings one.
 */
export class Repeats {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #read = new Map<string, ReadRepeats>();

  /** Serves one invocation. */
  constructor(private readonly parts: RepeatParts) {}

  /** Has an alert published, marked if it is a repeat. Returns whether it is. */
  async publish(alert: Alert, publish: (alert: Alert) => Promise<void>): Promise<boolean> {
    const subject = toRepeatSubject(alert);
    if (subject === undefined) return publish(alert).then(() => false);
    const before = this.#last.get(subject.key);
    const flight = Promise.resolve(before).then(async () => {
      const nowMs = this.parts.ports.nowMs();
      const read = await this.#stateOf(subject);
      const isHeld = isRepeat(read?.state, subject, nowMs);
      await publish(isHeld ? { ...alert, repeat: true } : alert);
      if (read !== undefined) await this.#write(subject, read, isHeld);
      return isHeld;
    });
    this.#last.set(
      subject.key,
      flight.catch(() => undefined),
    );
    return flight;
  }

  async #stateOf(subject: RepeatSubject): Promise<ReadRepeats | undefined> {
    const { key, former } = subject;
    const { ports } = this.parts;
    try {
      const read = this.#read.get(key) ?? (await ports.readRepeats(key, ports.nowMs()));
      if (read.state !== undefined || former === undefined) return read;
      const before = await ports.readRepeats(former.key, ports.nowMs());
      return { ...read, state: inNewWords(before.state, subject, ports.nowMs()) };
    } catch (error) {
      this.parts.warn('whether an alert is a repeat is not known; it is sent', {
        problem: String(error),
      });
      return undefined;
    }
  }

  async #write(subject: RepeatSubject, first: ReadRepeats, isHeld: boolean): Promise<void> {
    const { ports, warn } = this.parts;
    const { key } = subject;
    // What is written has another revision, which only the table knows.
    this.#read.delete(key);
    try {
      for (let attempt = 1, read = first; attempt <= ATTEMPTS; attempt++) {
        const nowMs = ports.nowMs();
        const next = afterAlert(read.state, subject, { isRepeat: isHeld, nowMs });
        if (next === undefined) this.#read.set(key, read);
        if (next === undefined || (await ports.writeRepeats({ key, next, revision: read.revision }))) return;
        read = await ports.readRepeats(key, nowMs);
      }
    } catch (error) {
      warn('an alert was sent but its repeats could not be recorded; the next one is also sent', {
        problem: String(error),
      });
    }
  }
}
