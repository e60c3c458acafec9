import {
  CancelQueryCommand,
  type CloudTrailClient,
  DescribeQueryCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudtrail';
import { pagesOf } from '../../lambda/aws/answers';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { RemoteEngine, RemoteState } from '../query/remote-query';
import type { QueryResult } from '../query/result-rows';
import { uniqueNames } from '../query/with-view';
import { askAgain, type LakeStore, renderSqlFault } from './lake-store';

const PAGE_LENGTH = 1000;

/** CloudTrail Lake, with one event data store. */
export class LakeEngine implements RemoteEngine {
  readonly name = 'CloudTrail Lake';
  private readonly client: Pick<CloudTrailClient, 'send'>;
  private readonly owner: { readonly EventDataStoreOwnerAccountId?: string };

  constructor(
    private readonly store: LakeStore,
    private readonly wait: CommandIo['wait'],
  ) {
    this.client = store.client;
    this.owner = store.owner === undefined ? {} : { EventDataStoreOwnerAccountId: store.owner };
  }

  async start(sql: string): Promise<string> {
    const command = new StartQueryCommand({ QueryStatement: sql, ...this.owner });
    const { QueryId = '' } = await this.ask('cloudtrail:StartQuery', () => this.client.send(command));
    return QueryId;
  }

  async check(QueryId: string): Promise<RemoteState> {
    const answer = await this.ask('cloudtrail:DescribeQuery', () =>
      this.client.send(new DescribeQueryCommand({ QueryId, ...this.owner })),
    );
    const { QueryStatus, QueryStatistics, ErrorMessage = '' } = answer;
    const scannedBytes = QueryStatistics?.BytesScanned ?? 0;
    switch (QueryStatus) {
      case 'FINISHED':
        return { kind: 'succeeded', scannedBytes };
      case 'FAILED':
        return { kind: 'ended', scannedBytes, reason: renderFailure(ErrorMessage) };
      case 'CANCELLED':
        return { kind: 'ended', scannedBytes, reason: 'the query was cancelled' };
      case 'TIMED_OUT':
        return { kind: 'ended', scannedBytes, reason: TIMED_OUT };
      default:
        return { kind: 'running', scannedBytes };
    }
  }

  async readRows(QueryId: string): Promise<QueryResult> {
    const needs = 'cloudtrail:GetQueryResults';
    const ask = (NextToken: string | undefined) =>
      this.ask(needs, () => {
        const page = { QueryId, NextToken, MaxQueryResults: PAGE_LENGTH, ...this.owner };
        return this.client.send(new GetQueryResultsCommand(page));
      });
    return readLakeRows(pagesOf('CloudTrail Lake: GetQueryResults', ask, UserError));
  }

  async stop(QueryId: string): Promise<void> {
    await this.ask('cloudtrail:CancelQuery', () =>
      this.client.send(new CancelQueryCommand({ QueryId, ...this.owner })),
    );
  }

  private ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    const keys =
      needs === 'cloudtrail:DescribeQuery'
        ? ''
        : ', and kms:Decrypt and kms:GenerateDataKey on the key of the store';
    return askAgain({ needs: `${needs}${keys}`, where: this.store.where }, { wait: this.wait }, send);
  }
}

const TIMED_OUT = 'the query took longer than CloudTrail Lake allows; choose fewer days, accounts or columns';

function renderFailure(message: string): string {
  if (message === '') return 'the query failed; CloudTrail gives no reason';
  return /line \d+:\d+: |COLUMN|SYNTAX/.test(message)
    ? renderSqlFault(message)
    : `the query failed: ${message.replace(/\.$/, '')}`;
}

type Row = readonly Readonly<Record<string, string>>[];

type Pages = AsyncGenerator<{ readonly QueryResultRows?: readonly Row[] }, void>;

/** The rows of the next page; undefined after the last one. */
async function nextRows(pages: Pages): Promise<readonly Row[] | undefined> {
  const { done, value } = await pages.next();
  return done === true ? undefined : (value?.QueryResultRows ?? []);
}

/** The rows of a query. Each cell is text: CloudTrail returns no column types. */
async function readLakeRows(pages: Pages): Promise<QueryResult> {
  let first: readonly Row[] | undefined = [];
  while (first?.length === 0) first = await nextRows(pages);
  const columns = (first?.[0] ?? []).flatMap((cell) => Object.keys(cell));
  const rows = async function* () {
    for (let page = first; page !== undefined; page = await nextRows(pages))
      yield page.map((row) => row.flatMap((cell) => Object.values(cell)));
  };
  return { columns: uniqueNames(columns), rows: rows() };
}
