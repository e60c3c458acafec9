import { PRICES } from '../../../lib/core/cost/price/prices';
import { toQuerySql } from '../../../lib/core/query/to-query-sql';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { LakeEngine } from '../../lake/lake-engine';
import { lakeCostUsd } from '../../lake/lake-price';
import { checkLength, toChosenQuery, toLakeStatement } from '../../lake/lake-statement';
import { findStore } from '../../lake/lake-store';
import { Diagnostics } from '../../outputs/diagnostics';
import { findQuery, parseParameters } from '../../query/find-query';
import { parseBytes, renderBytes, runRemote } from '../../query/remote-query';
import { placeOf, type ResultOptions, writeResult } from '../../query/result-text';
import { TimeLimit } from '../../query/time-limit';
import { type ChosenRecords, chosenRecords, type PlaceOptions } from '../../records/record-filter';

/** The options of `trailwatch query --lake`, as the command line names them. */
export interface QueryLakeOptions extends PlaceOptions, ResultOptions {
  /** The ARN, the id or the name of an event data store. */
  readonly lake: string;
  readonly maxBytes?: string;
  readonly timeout?: string;
}

/** Returns the statement for a store and its selected events. */
type ToSql = (storeId: string, chosen: ChosenRecords) => string;

/** Runs a SELECT in CloudTrail Lake. Returns the exit status. */
export function queryLake(sql: string, options: QueryLakeOptions, io: CommandIo): Promise<number> {
  return run((storeId, chosen) => toLakeStatement(sql, storeId, chosen), options, io);
}

/** Runs a named query in CloudTrail Lake. Returns the exit status. */
export function queryRunLake(
  name: string,
  options: QueryLakeOptions & { readonly param?: readonly string[] },
  io: CommandIo,
): Promise<number> {
  const values = parseParameters(options.param ?? []);
  const named = findQuery(name);
  const compile: ToSql = (storeId, chosen) => {
    const compiled = toQuerySql(named, { engine: 'lake', values, table: toChosenQuery(storeId, chosen) });
    if ('problem' in compiled) throw new UserError(compiled.problem);
    return checkLength(compiled.sql);
  };
  return run(compile, options, io);
}

async function run(compile: ToSql, options: QueryLakeOptions, io: CommandIo): Promise<number> {
  const fromMs = io.nowMs();
  if (options.format === 'parquet') {
    throw new UserError('--format parquet is not for --lake; it may be table, ndjson, csv, json');
  }
  const limit = new TimeLimit(options.timeout, io);
  const diagnostics = new Diagnostics(io);
  const maxBytes = options.maxBytes === undefined ? undefined : parseBytes('--max-bytes', options.maxBytes);
  const chosen = chosenRecords(options);
  const store = await findStore(options.lake, io.wait);
  const place = await placeOf(options, io);
  try {
    const engine = new LakeEngine(store, io.wait);
    const { text, format } = place;
    if (text === undefined) return 2;
    const limits = maxBytes === undefined ? {} : { maxBytes };
    const { id, scannedBytes } = await runRemote(engine, compile(store.id, chosen), {
      io,
      diagnostics,
      limit,
      ...limits,
    });
    diagnostics.clearProgress();
    const rows = await writeResult(await engine.readRows(id), format, { output: text, stdout: io.stdout });
    await text.finish();
    const cost = lakeCostUsd(scannedBytes);
    diagnostics.info(
      `CloudTrail Lake scanned ${renderBytes(scannedBytes)}: USD ${cost.toFixed(4)} at USD ${PRICES.lakeScan.usd} a GB`,
    );
    const counts = `rows=${rows} scanned_bytes=${scannedBytes} cost_usd=${cost.toFixed(6)}`;
    diagnostics.finish(`${counts} query=${id}`, fromMs);
  } finally {
    place.discard();
    store.client.destroy();
  }
  return 0;
}
