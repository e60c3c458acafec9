import { gzipSync } from 'node:zlib';
import type { Alert } from '../../lib/core/alert/alert';
import { ALERTS_A_BLOCK, type AlertDetail, type HeldCondition } from './report-data';

/** Browsers hold the page as one text, and mail and tickets take no more: past it, alerts are without their records. */
const MAX_RECORD_CHARACTERS = 64 * 1024 * 1024;

/** The details of alerts, compressed in blocks, so that the page reads only what it shows. */
export class DetailBlocks {
  /** Alerts without their record. */
  recordsLeftOut = 0;
  #waiting: AlertDetail[] = [];
  #written = 0;

  constructor(private readonly maxCharacters = MAX_RECORD_CHARACTERS) {}

  /** Adds an alert; gives the block that became full, if one did. */
  add(alert: Alert, held: readonly HeldCondition[]): string | undefined {
    const hasRoom = this.#written < this.maxCharacters;
    if (!hasRoom) this.recordsLeftOut += 1;
    this.#waiting.push(toDetail(alert, held, hasRoom));
    return this.#waiting.length === ALERTS_A_BLOCK ? this.end() : undefined;
  }

  /** The block of the alerts that are left, if there are any. */
  end(): string | undefined {
    if (this.#waiting.length === 0) return undefined;
    const block = toCompressed(this.#waiting);
    this.#waiting = [];
    this.#written += block.length;
    return block;
  }
}

/** JSON, compressed with gzip and written in base64, whose alphabet has no meaning in HTML. */
export function toCompressed(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString('base64');
}

function toDetail(alert: Alert, held: readonly HeldCondition[], hasRoom: boolean): AlertDetail {
  const { id, summary, eventID, eventTime, actor, userAgent, outcome } = alert;
  const { resourceDetails, details, links, source, record } = alert;
  return {
    ...{ id, summary, eventID, eventTime, actor, userAgent, outcome },
    ...{ resourceDetails, details, links, source, held },
    ...(hasRoom ? { record } : {}),
  };
}
