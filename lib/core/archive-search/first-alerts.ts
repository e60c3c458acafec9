import type { Alert } from '../alert/alert';
import { countDistinct, PackedAlertIds } from '../alert/packed-alert-ids';
import { SEVERITIES } from '../rule/rule';

/** An alert, and where it is among the others of its search. */
export interface PlacedAlert {
  readonly position: string;
  readonly alert: Alert;
}

/** The maximum amount of alert text in memory, temporarily twice as much: a few hundred megabytes as objects. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** No time of a record is legitimately longer. */
const TIME_LENGTH = 40;

/** A text that sorts alerts: the most severe first, equal severities in the order of time. Equal texts have one id. */
export function positionOf({
  severity,
  eventTime,
  id,
}: Pick<Alert, 'severity' | 'eventTime' | 'id'>): string {
  return `${SEVERITIES.length - SEVERITIES.indexOf(severity)}|${eventTime.slice(0, TIME_LENGTH)}|${id}`;
}

/** The first alerts after a position, whatever the order in which they come, in bounded memory. */
export class FirstAlerts {
  readonly #held = new Map<string, { readonly alert: Alert; readonly length: number }>();
  readonly #ids = new PackedAlertIds();
  #length = 0;
  /** Alerts from here on are not kept, for lack of room. */
  #horizon: string | undefined;

  /**
   * @param after alerts up to here are left out
   * @param maxLength how much text is held
   */
  constructor(
    private readonly after: string,
    private readonly maxLength = MAX_LENGTH,
  ) {}

  /** Takes an alert, whose text has a length. */
  add(alert: Alert, length: number): void {
    const position = positionOf(alert);
    if (position <= this.after) return;
    this.#ids.add(alert.id);
    if (this.#held.has(position) || (this.#horizon !== undefined && position >= this.#horizon)) return;
    this.#held.set(position, { alert, length });
    this.#length += length;
    if (this.#length >= 2 * this.maxLength) this.#cut();
  }

  /** Whether there are more than those that are held. */
  get isCut(): boolean {
    return this.#horizon !== undefined;
  }

  /** How many different alerts there are after the position, those that are not held among them. */
  get count(): number {
    return countDistinct([this.#ids.bytes], new Set());
  }

  /** The kept alerts, in their order. */
  get alerts(): readonly PlacedAlert[] {
    return [...this.#held].map(([position, { alert }]) => ({ position, alert })).sort(byPosition);
  }

  /** Keeps the first ones; one at least, however long it is. */
  #cut(): void {
    let length = 0;
    let cutAt: string | undefined;
    for (const { position } of this.alerts) {
      const held = this.#held.get(position)?.length ?? 0;
      if (length > 0 && length + held > this.maxLength) cutAt ??= position;
      if (cutAt === undefined) length += held;
      else this.#held.delete(position);
    }
    this.#length = length;
    this.#horizon = cutAt ?? this.#horizon;
  }
}

function byPosition(one: PlacedAlert, other: PlacedAlert): number {
  return one.position < other.position ? -1 : 1;
}
