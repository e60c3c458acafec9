import {
  type AlertSilence,
  holdsAt,
  MAX_SILENCES,
  parseSilence,
  type SilenceableAlert,
  silenceId,
  subjectOf,
  whyNeverSilenced,
} from '../../lib/core/alert/alert-silence';
import { maximumSeverityOf } from '../../lib/core/settings/log-processor-settings';
import type { FoundSilences } from '../aws/silence-parameters';

/** What silences are read with. */
interface SilenceParts {
  readonly read: (path: string) => Promise<FoundSilences>;
  readonly nowMs: () => number;
  readonly warn: (message: string, fields: Record<string, unknown>) => void;
}

/** A silence has an effect, and its end or deletion is known, within so long. */
const FRESH_MS = 60_000;

/**
 * The silences that people set, as a container knows them: read once a minute, and only where something is to be raised. Where they
 * cannot be read there are none: alerts are sent.
 */
export class KnownSilences {
  #silences: ReadonlyMap<string, AlertSilence> = new Map();
  #readMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  /** @param path of the parameters; undefined where people may not silence alerts */
  static at(path: string | undefined, parts: SilenceParts): KnownSilences | undefined {
    return path === undefined ? undefined : new KnownSilences(path, parts);
  }

  private constructor(
    private readonly path: string,
    private readonly parts: SilenceParts,
  ) {}

  /** Reads them, unless that was done a moment ago. It never fails. */
  async refresh(): Promise<void> {
    if (this.parts.nowMs() - this.#readMs < FRESH_MS) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** The silence that covers an alert, as it was when they were read last. */
  find(alert: SilenceableAlert, eventTime: string): AlertSilence | undefined {
    if (this.#silences.size === 0) return undefined;
    const silence = this.#silences.get(silenceId(subjectOf(alert)));
    if (silence === undefined || !holdsAt(silence, eventTime)) return undefined;
    return whyNeverSilenced(alert, maximumSeverityOf(this.path)) === undefined ? silence : undefined;
  }

  async #read(): Promise<void> {
    const { path } = this;
    const { read, nowMs, warn } = this.parts;
    try {
      const { parameters, hasMore } = await read(path);
      if (hasMore) warn('there are more silences than can take effect', { path, most: MAX_SILENCES });
      this.#silences = new Map(
        parameters.flatMap((parameter) => {
          const silence = parseSilence(parameter);
          if (!('problem' in silence)) return [[silence.id, silence] as const];
          warn('a silence has no effect', { parameter: parameter.name, problem: silence.problem });
          return [];
        }),
      );
    } catch (error) {
      this.#silences = new Map();
      warn('silences could not be read; alerts are sent', { path, problem: String(error) });
    }
    this.#readMs = nowMs();
  }
}
