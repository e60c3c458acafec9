import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';
import type { QueryResult } from './result-rows';
import type { TimeLimit } from './time-limit';

/** Where a query of a remote engine is. */
export type RemoteState =
  | { readonly kind: 'running' | 'succeeded'; readonly scannedBytes: number }
  /** `reason`: one sentence, lower case, no full stop. */
  | { readonly kind: 'ended'; readonly scannedBytes: number; readonly reason: string };

/** A service that runs statements: they are started, waited for, and then have rows. Each method throws a {@link UserError}. */
export interface RemoteEngine {
  /** Such as `Athena`. */
  readonly name: string;
  /** @returns the id of the query */
  start(sql: string): Promise<string>;
  check(id: string): Promise<RemoteState>;
  /** The rows of a query that succeeded. */
  readRows(id: string): Promise<QueryResult>;
  stop(id: string): Promise<void>;
}

/** How a query is run. */
export interface RemoteRun {
  readonly io: Pick<CommandIo, 'nowMs' | 'wait' | 'onInterrupt'>;
  readonly diagnostics: Diagnostics;
  /** The query is stopped when the engine reports that it has scanned more. */
  readonly maxBytes?: number;
  /** The query is stopped once it has run longer. */
  readonly limit: TimeLimit;
}

/** A query that succeeded. */
export interface RemoteOutcome {
  readonly id: string;
  readonly scannedBytes: number;
}

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

/**
 * Starts a statement and waits for it, with waits that double. An interrupt, and whatever else ends the waiting, stops it.
 *
 * @throws {@link UserError} if it does not succeed
 */
export async function runRemote(engine: RemoteEngine, sql: string, run: RemoteRun): Promise<RemoteOutcome> {
  const starting = engine.start(sql);
  let isInterrupted = false;
  const unregister = run.io.onInterrupt(() => {
    isInterrupted = true;
    return starting.then((id) => engine.stop(id));
  });
  try {
    const id = await starting;
    return await untilDone(engine, id, { ...run, isInterrupted: () => isInterrupted });
  } finally {
    unregister();
  }
}

interface Waiting extends RemoteRun {
  readonly isInterrupted: () => boolean;
}

async function untilDone(
  engine: RemoteEngine,
  id: string,
  { io, diagnostics, maxBytes = Number.POSITIVE_INFINITY, limit, isInterrupted }: Waiting,
): Promise<RemoteOutcome> {
  const fromMs = io.nowMs();
  const stopping = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      await engine.stop(id).catch(() => diagnostics.info(`query ${id} may go on in ${engine.name}`));
      throw error;
    }
  };
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
    const state = await stopping(() => engine.check(id));
    // The process ends once the query is stopped.
    if (isInterrupted()) await new Promise(() => undefined);
    if (state.kind === 'succeeded') return { id, scannedBytes: state.scannedBytes };
    if (state.kind === 'ended') throw new UserError(state.reason);
    const { scannedBytes } = state;
    await stopping(() => refuseMore(scannedBytes, maxBytes));
    await stopping(async () => limit.checkElapsed(io.nowMs() - fromMs));
    const seconds = Math.round((io.nowMs() - fromMs) / 1000);
    diagnostics.progress(() => `${engine.name}: ${seconds} s, ${renderBytes(scannedBytes)} scanned`);
    await io.wait(waitMs);
  }
}

async function refuseMore(scannedBytes: number, maxBytes: number): Promise<void> {
  if (scannedBytes <= maxBytes) return;
  throw new UserError(
    `the query was stopped: it had scanned ${renderBytes(scannedBytes)}, and --max-bytes is ${renderBytes(maxBytes)}`,
  );
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Such as `1.5 GB`; 1 KB is 1,024 bytes, as in the prices of AWS. */
export function renderBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const value = bytes / 1024 ** power;
  return `${Number(value.toFixed(power === 0 ? 0 : 2))} ${UNITS[power]}`;
}

/**
 * Reads an option that is a size: `10GB`, `1.5 TB`, or a number of bytes.
 *
 * @throws {@link UserError} if it is no size
 */
export function parseBytes(option: string, text: string, example = '10GB'): number {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)\s*(?:([KMGTP])i?B)?$/i.exec(text) ?? [];
  if (number === '') throw new UserError(`${option} is '${text}'; write a size such as ${example}`);
  return Math.floor(Number(number) * 1024 ** ('KMGTP'.indexOf(unit.toUpperCase()) + (unit === '' ? 0 : 1)));
}
