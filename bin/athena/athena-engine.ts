import { randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import type { RemoteEngine, RemoteState } from '../query/remote-query';
import type { QueryResult } from '../query/result-rows';
import { type AthenaCells, readAthenaCells, toQueryResult } from './athena-rows';
import { ATHENA_CATALOG, renderFailure, toAthenaError } from './athena-table';

/** Where queries run. */
export interface AthenaPlace {
  readonly workGroup: string;
  readonly database: string;
  /** The workgroup and its Region, in words. */
  readonly where: string;
}

/** A workgroup of Athena. */
export class AthenaEngine implements RemoteEngine {
  readonly name = 'Athena';

  constructor(
    private readonly client: Pick<AthenaClient, 'send'>,
    private readonly place: AthenaPlace,
    private readonly wait: CommandIo['wait'],
  ) {}

  async start(sql: string): Promise<string> {
    const { workGroup, database } = this.place;
    const command = new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workGroup,
      QueryExecutionContext: { Catalog: ATHENA_CATALOG, Database: database },
      // A request that is sent again starts no second query.
      ClientRequestToken: randomUUID(),
    });
    const { QueryExecutionId = '' } = await this.ask('athena:StartQueryExecution', () =>
      this.client.send(command),
    );
    return QueryExecutionId;
  }

  async check(QueryExecutionId: string): Promise<RemoteState> {
    const { QueryExecution = {} } = await this.ask('athena:GetQueryExecution', () =>
      this.client.send(new GetQueryExecutionCommand({ QueryExecutionId })),
    );
    const { Status: { State, StateChangeReason = '' } = {}, Statistics = {} } = QueryExecution;
    const scannedBytes = Statistics.DataScannedInBytes ?? 0;
    if (State === 'SUCCEEDED') return { kind: 'succeeded', scannedBytes };
    if (State === 'FAILED') return { kind: 'ended', scannedBytes, reason: renderFailure(StateChangeReason) };
    if (State !== 'CANCELLED') return { kind: 'running', scannedBytes };
    const reason = StateChangeReason === '' ? 'the query was cancelled' : renderCancelled(StateChangeReason);
    return { kind: 'ended', scannedBytes, reason };
  }

  async readRows(id: string): Promise<QueryResult> {
    return toQueryResult(await this.readCells(id));
  }

  /** The cells of a query that succeeded, as Athena writes them. */
  async readCells(id: string): Promise<AthenaCells> {
    return readAthenaCells(id, (command) =>
      this.ask("athena:GetQueryResults, and s3:GetObject in the workgroup's location of results", () =>
        this.client.send(command),
      ),
    );
  }

  async stop(QueryExecutionId: string): Promise<void> {
    await this.ask('athena:StopQueryExecution', () =>
      this.client.send(new StopQueryExecutionCommand({ QueryExecutionId })),
    );
  }

  private async ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    try {
      return await sendAgain(send, this.wait);
    } catch (error) {
      throw toAthenaError(error, { needs, where: this.place.where });
    }
  }
}

function renderCancelled(reason: string): string {
  return /bytes scanned limit/i.test(reason)
    ? renderFailure(reason)
    : `the query was cancelled: ${reason.replace(/\.$/, '')}`;
}
