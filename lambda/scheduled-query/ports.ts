import type { QueryRows } from '../../lib/core/alert/operational/query-alert';
import {
  type DeployedQuery,
  QUERY_METRICS,
  type ScheduledQuerySettings,
} from '../../lib/core/settings/scheduled-query-settings';
import type { QueryExecution, QueryStart } from '../aws/athena-queries';
import type { RefusedQuery } from '../aws/logs-queries';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { beginningWith, type InvocationOf, type RaisingContainer } from '../raise/raising';

/** All side effects of this function, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly startQuery: (start: QueryStart) => Promise<string | RefusedQuery>;
  readonly getQuery: (executionId: string) => Promise<QueryExecution>;
  readonly stopQuery: (executionId: string) => Promise<void>;
  readonly getRows: (result: {
    readonly executionId: string;
    readonly maxRows: number;
  }) => Promise<QueryRows>;
}

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: ScheduledQuerySettings;
  readonly query: DeployedQuery;
}

/** State of one batch, which its steps share. */
export type Invocation = InvocationOf<Container, typeof QUERY_METRICS>;

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export const beginInvocation = beginningWith(QUERY_METRICS);
