import type { Alert } from '../../../lib/core/alert/alert';
import { actorHash } from '../../../lib/core/alert/alert-actor';
import {
  type AlertKinds,
  isWithoutKinds,
  KnownKinds,
  LISTED,
  listedKindsOf,
  mapKinds,
  NO_KINDS,
} from '../../../lib/core/alert/alert-kinds';
import { PackedAlertIds, packedIds } from '../../../lib/core/alert/packed-alert-ids';
import { oneLine } from '../../../lib/core/safe-text/one-line';
import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';
import { windowExpiresAtSeconds } from '../expiry';
import type { RaisePorts } from '../ports/raise-ports';
import type { RaisedAlert } from '../raised-alert';
import { type AlertWindow, FullWindow, notSentKey } from './alert-window';
import type { StormReports } from './storm-reports';

/** How much of a value a storm report shows. */
const VALUE_LENGTH = 200;

/**
 * Writes down who, which calls, where and on what the grouped alerts of a window are, for its storm report. What this
 * invocation has written, or has no room, is not written again, so that a flood costs one call and not one an alert.
 */
export class KindLists {
  readonly #known = new Map<string, KnownKinds>();
  readonly #flights = new Map<string, Promise<void>>();

  /** Serves one invocation. */
  constructor(
    private readonly ports: RaisePorts,
    private readonly settings: RaiserSettings,
  ) {}

  /** When it returns, a report that starts later lists the values. */
  async add(window: AlertWindow, kinds: AlertKinds): Promise<void> {
    const values = mapKinds(kinds, (texts) => [...new Set(texts.map((text) => oneLine(text, VALUE_LENGTH)))]);
    const { key } = window;
    if (isWithoutKinds(this.#knownOf(key).unknownOf(values))) return;
    const before = this.#flights.get(key)?.catch(() => undefined);
    const flight = Promise.resolve(before).then(() => this.#addUnknown(window, values));
    this.#flights.set(key, flight);
    await flight;
  }

  async #addUnknown(window: AlertWindow, values: AlertKinds): Promise<void> {
    const known = this.#knownOf(window.key);
    const kinds = mapKinds(known.unknownOf(values), (texts) => texts.filter((text) => text !== ''));
    if (isWithoutKinds(kinds)) return;
    const expiry = windowExpiresAtSeconds(this.ports.nowMs(), window, this.settings);
    await this.ports.listKinds({ window: window.key, kinds, expiresAtSeconds: expiry });
    known.add(kinds);
  }

  #knownOf(window: string): KnownKinds {
    const known = this.#known.get(window) ?? new KnownKinds(LISTED);
    this.#known.set(window, known);
    return known;
  }
}

/** Alerts of one window that are grouped together. */
export interface AlertGroup {
  readonly ids: PackedAlertIds;
  readonly kinds: AlertKinds;
  /** One of them. */
  readonly example: RaisedAlert;
}

/**
 * Groups many alerts at once that are past the threshold of their window, without a write for each.
 *
 *     window full ──► ids written, packed ──► make sure that a report comes (storm-reports.ts)
 *
 * A window is full once it refused an alert, and stays so. From then on it admits only the first alert of a kind, and what it
 * refused it never admits (full-window.ts), so the report counts each alert that is grouped, in however many files, once, and
 * none that is sent singly. Items are named by their content: who writes them again after a death changes nothing.
 *
 * An admitted alert may be among the grouped ones, if another file has the same record. Its claim may be that of a
 * handler that died, so the handler that groups must raise it, too.
 */
export class GroupedAlerts {
  readonly #admitted = new Map<string, FullWindow>();
  readonly #groupedIds = new Map<string, Promise<readonly Uint8Array[]>>();
  readonly #sent = new Map<string, ReadonlySet<string>>();

  /** Serves one invocation. */
  constructor(
    private readonly ports: RaisePorts,
    private readonly settings: RaiserSettings,
    private readonly storms: StormReports,
    private readonly lists: KindLists,
  ) {}

  /** The admitted alerts of a full window, as far as they were read. */
  admittedOf(window: AlertWindow): FullWindow | undefined {
    return this.#admitted.get(window.key);
  }

  /** Reads the admitted alerts of a window, if it is known to be full: again, if some kinds are not known of it yet. */
  async readAdmitted(window: AlertWindow, kinds = NO_KINDS): Promise<FullWindow | undefined> {
    const known = this.admittedOf(window);
    if (known?.knows(kinds) || !this.storms.isKnown(window)) return known;
    const admitted = new FullWindow(await this.ports.readAdmitted(window.key));
    this.#admitted.set(window.key, admitted);
    return admitted;
  }

  /**
   * The ids that reports of a window count, packed: all that were grouped, but those that are sent singly. Only of one with a storm
   * they are read, once.
   */
  readGroupedIds(window: string): Promise<readonly Uint8Array[]> {
    return this.#readOnce(window, async () => {
      const grouped = await this.ports.readGroupedIds(window, this.ports.nowMs(), { isProven: false });
      const sent = grouped.length === 0 ? [] : await this.readSent(window);
      return [PackedAlertIds.onlyIn(grouped, [packedIds(...sent).bytes]).bytes];
    });
  }

  /** The ids of alerts, packed, that were counted and not sent: they are not sent, or counted again, when the silence or trial is over. */
  readUnsentIds(window: AlertWindow): Promise<readonly Uint8Array[]> {
    const key = notSentKey(window);
    return this.#readOnce(key, () => this.ports.readGroupedIds(key, this.ports.nowMs(), { isProven: true }));
  }

  /** The prefixes of the ids of alerts that were sent singly in a window, as far as they were read. */
  sentIn(window: string): ReadonlySet<string> | undefined {
    return this.#sent.get(window);
  }

  /** Reads what was sent singly in a window. */
  async readSent(window: string): Promise<ReadonlySet<string>> {
    const sent = this.sentIn(window) ?? (await this.ports.readAdmitted(window)).ids;
    this.#sent.set(window, sent);
    return sent;
  }

  #readOnce(window: string, read: () => Promise<readonly Uint8Array[]>): Promise<readonly Uint8Array[]> {
    const known = this.#groupedIds.get(window);
    if (known !== undefined) return known;
    const reading = this.ports
      .readStorm(window, this.ports.nowMs())
      .then((storm) => (storm === undefined ? [] : read()));
    this.#groupedIds.set(window, reading);
    // What could not be read is read again for the next alert.
    reading.catch(() => this.#groupedIds.delete(window));
    return reading;
  }

  /** Groups alerts of a full window. When it returns, a report will count them. */
  async group({ ids, kinds, example }: AlertGroup): Promise<void> {
    await this.#put(example.window.key, ids, this.#expiryOf(example.window));
    await this.leaveToReport(example, kinds);
    if (example.unsent !== undefined) await this.noteUnsent(example.window, ids);
  }

  /** Makes sure of the report of a grouped alert: who grouped it may have died before. */
  async leaveToReport(raised: RaisedAlert, kinds = listedKindsOf(raised.alert)): Promise<void> {
    await this.lists.add(raised.window, kinds);
    await this.storms.ensureReport(raised);
  }

  /**
   * Writes down that alerts are counted and not sent. Call it once they are counted: if the function ends in between, alerts may be sent
   * later, but none is lost.
   */
  async noteUnsent(held: AlertWindow, ids: PackedAlertIds): Promise<void> {
    const window = notSentKey(held);
    const expiry = this.#expiryOf(held);
    await this.#put(window, ids, expiry);
    // Most windows have none: one small item says so. No message follows it, so that nothing reports it.
    const nowMs = this.ports.nowMs();
    const next = { window, reported: 0, reportDueAtMs: 0, expiresAtSeconds: expiry };
    await this.ports.writeStorm({ next, reportedBefore: 0, nowMs });
    // What was read before does not have them: an end of one of them must not be told.
    this.#groupedIds.delete(window);
  }

  async #put(window: string, ids: PackedAlertIds, expiry: number): Promise<void> {
    for (const piece of ids.pieces())
      await this.ports.putGroupedIds({ window, ids: piece, expiresAtSeconds: expiry });
  }

  #expiryOf(window: AlertWindow): number {
    return windowExpiresAtSeconds(this.ports.nowMs(), window, this.settings);
  }
}

/** Who has raised alerts for so long before a window is known in it. */
const KNOWN_AFTER_MS = 7 * 86_400_000;

/**
 * Who is known: actors that raised alerts a week before a window already. Actors that are made up for a flood are not, so that
 * they do not hide the alert of one who is.
 */
export class KnownActors {
  readonly #since = new Map<string, Promise<number | undefined>>();
  /** By window and actor, the alert that asked to be sent for its actor. */
  readonly #asked = new Map<string, string>();

  /** Serves one invocation. */
  constructor(private readonly ports: Pick<RaisePorts, 'nowMs' | 'readActor'>) {}

  /** The actor of an alert, hashed, if it is known in the window, and no other alert of it has asked. */
  async find(
    alert: Pick<Alert, 'id' | 'actor' | 'recipientAccountId'>,
    window: AlertWindow,
  ): Promise<string | undefined> {
    const hash = actorHash(alert);
    const asked = this.#asked.get(`${window.key}\n${hash}`);
    if (asked !== undefined && asked !== alert.id) return undefined;
    const since = await this.#sinceOf(hash);
    return since !== undefined && since <= Date.parse(window.start) - KNOWN_AFTER_MS ? hash : undefined;
  }

  /** Remembers that an alert has asked to be sent for its actor: no other one is. */
  ask(hash: string, { key }: AlertWindow, alertId: string): void {
    this.#asked.set(`${key}\n${hash}`, alertId);
  }

  #sinceOf(hash: string): Promise<number | undefined> {
    const since = this.#since.get(hash) ?? this.ports.readActor(hash, this.ports.nowMs());
    this.#since.set(hash, since);
    return since;
  }
}
