import {
  type AlertKinds,
  isWithoutKinds,
  KnownKinds,
  LISTED,
  mapKinds,
} from '../../../lib/core/alert/alert-kinds';
import { oneLine } from '../../../lib/core/safe-text/one-line';
import type { RaiserSettings } from '../../../lib/core/settings/alerting-handler-settings';
import { expiresAtSeconds } from '../expiry';
import type { RaisePorts } from '../ports/raise-ports';
import type { AlertWindow } from './alert-window';

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
  async add({ key }: AlertWindow, kinds: AlertKinds): Promise<void> {
    const values = mapKinds(kinds, (texts) => [...new Set(texts.map((text) => oneLine(text, VALUE_LENGTH)))]);
    const known = this.#knownOf(key);
    if (isWithoutKinds(known.unknownOf(values))) return;
    const before = this.#flights.get(key)?.catch(() => undefined);
    const flight = Promise.resolve(before).then(() => this.#addUnknown(key, values));
    this.#flights.set(key, flight);
    await flight;
  }

  async #addUnknown(window: string, values: AlertKinds): Promise<void> {
    const known = this.#knownOf(window);
    const kinds = mapKinds(known.unknownOf(values), (texts) => texts.filter((text) => text !== ''));
    if (isWithoutKinds(kinds)) return;
    const expiry = expiresAtSeconds(this.ports.nowMs(), this.settings);
    await this.ports.listKinds({ window, kinds, expiresAtSeconds: expiry });
    known.add(kinds);
  }

  #knownOf(window: string): KnownKinds {
    const known = this.#known.get(window) ?? new KnownKinds(LISTED);
    this.#known.set(window, known);
    return known;
  }
}
