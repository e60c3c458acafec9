import type { Alert } from '../../../lib/core/alert/alert';
import { actorHash } from '../../../lib/core/alert/alert-actor';
import type { RaisePorts } from '../ports/raise-ports';
import type { AlertWindow } from './alert-window';

/** Who has raised alerts for so long before a window is known in it. */
const KNOWN_AFTER_MS = 7 * 86_400_000;

/**
 * Who is known: actors that raised alerts a week before a window already. Actors that somebody makes up for a flood are not, so that
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
