import { AthenaClient } from '@aws-sdk/client-athena';
import { textLiteral } from '../../lib/core/compile/sql/sql-literal';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { AthenaEngine } from '../athena/athena-engine';
import { athenaCostUsd, toStatement } from '../athena/athena-statement';
import { athenaPlaceOf, parseTableName, readAthenaTable } from '../athena/athena-table';
import { requestOptions } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { LakeEngine } from '../lake/lake-engine';
import { lakeCostUsd } from '../lake/lake-price';
import { checkLength, toChosenStore } from '../lake/lake-statement';
import { findStore } from '../lake/lake-store';
import type { Diagnostics } from '../outputs/diagnostics';
import { parseBytes, type RemoteEngine, renderBytes, runRemote } from '../query/remote-query';
import { TimeLimit } from '../query/time-limit';
import { chosenRecords, type PlaceOptions } from '../records/record-filter';

/** Where calls are read from. */
export interface CallSource extends PlaceOptions {
  /** Event history instead of log files. */
  readonly history?: boolean;
  readonly roleArn?: readonly string[];
  readonly organization?: boolean;
  /** Organizational units, whose accounts alone are meant. */
  readonly ou?: readonly string[];
  /** A workgroup of Athena, with the table of log files. */
  readonly athena?: string;
  readonly table?: string;
  /** An event data store of CloudTrail Lake. */
  readonly lake?: string;
  readonly maxBytes?: string;
  readonly timeout?: string;
}

/** Records, and what was read for them. */
export interface ReadCalls {
  read(): AsyncGenerator<readonly CloudTrailRecord[], void>;
  /** Counts for the last line of standard error. */
  counts(): string;
  readonly records: number;
}

/** An engine, the statement that it is to run, and what it costs. */
interface Opened {
  readonly engine: RemoteEngine;
  readonly sql: string;
  readonly costUsd: (scannedBytes: number) => number;
  close(): void;
}

/** The records of the table of log files in Athena, or of an event data store of CloudTrail Lake. */
export class RemoteCalls implements ReadCalls {
  records = 0;
  private told = '';

  /** @param named what all records of the principal have in their text; empty for every record */
  constructor(
    private readonly source: CallSource,
    private readonly named: string,
    private readonly tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
  ) {}

  async *read(): AsyncGenerator<readonly CloudTrailRecord[], void> {
    const { io, diagnostics } = this.tools;
    const { maxBytes, timeout } = this.source;
    const limit = new TimeLimit(timeout, io);
    const limits = maxBytes === undefined ? {} : { maxBytes: parseBytes('--max-bytes', maxBytes) };
    const { engine, sql, costUsd, close } = await this.open();
    try {
      const { id, scannedBytes } = await runRemote(engine, sql, { io, diagnostics, limit, ...limits });
      const { rows } = await engine.readRows(id);
      for await (const portion of rows) {
        const records = portion.flatMap(([text]) => recordOf(text));
        this.records += records.length;
        diagnostics.progress(() => `${engine.name}: ${this.records} records`);
        yield records;
      }
      diagnostics.info(
        `${engine.name} scanned ${renderBytes(scannedBytes)}: USD ${costUsd(scannedBytes).toFixed(4)}`,
      );
      this.told = ` scanned_bytes=${scannedBytes} query=${id}`;
    } finally {
      close();
    }
  }

  counts(): string {
    return `records=${this.records}${this.told}`;
  }

  private open(): Promise<Opened> {
    const { athena, lake = '' } = this.source;
    return athena === undefined ? this.openLake(lake) : this.openAthena(athena);
  }

  private async openAthena(workGroup: string): Promise<Opened> {
    const { wait } = this.tools.io;
    const client = new AthenaClient({ maxAttempts: 1, requestHandler: requestOptions() });
    const where = await athenaPlaceOf(client, workGroup);
    const table = await readAthenaTable(client, parseTableName(workGroup, this.source.table), {
      wait,
      where,
    });
    const sql = toStatement(
      `SELECT record FROM events WHERE event_type = 'AwsApiCall'${this.havingName('record')}`,
      ...([table, chosenRecords(this.source)] as const),
    );
    const engine = new AthenaEngine(client, { ...table, workGroup, where }, wait);
    return { engine, sql, costUsd: athenaCostUsd, close: () => client.destroy() };
  }

  private async openLake(name: string): Promise<Opened> {
    const { wait } = this.tools.io;
    const store = await findStore(name, wait);
    const from = toChosenStore(store.id, chosenRecords(this.source));
    const word = from === store.id ? 'WHERE' : 'AND';
    const sql = checkLength(
      `SELECT eventJson FROM ${from} ${word} eventType = 'AwsApiCall'${this.havingName('eventJson')}`,
    );
    return {
      engine: new LakeEngine(store, wait),
      sql,
      costUsd: lakeCostUsd,
      close: () => store.client.destroy(),
    };
  }

  /** The engine excludes records without the text; the owner of a record is decided here. */
  private havingName(column: string): string {
    return this.named === ''
      ? ''
      : ` AND strpos(lower(${column}), ${textLiteral(this.named.toLowerCase())}) > 0`;
  }
}

function recordOf(text: unknown): readonly CloudTrailRecord[] {
  const record = typeof text === 'string' ? parseJson(text) : undefined;
  return isJsonObject(record) ? [record as CloudTrailRecord] : [];
}
