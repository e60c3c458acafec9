import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { AlarmContextSettings } from '../../lib/core/settings/alarm-context-settings';
import { filterLogEvents } from '../aws/filter-log-events';
import { makeRaiseEdges, type RaiseClients } from '../raise/make-raise-edges';
import type { Edges } from './edges';

/** The clients that this function works with. */
export interface Clients extends RaiseClients {
  readonly logs: CloudWatchLogsClient;
}

/** The edges in life: AWS, through these clients, with the names that the settings give. */
export function makeEdges(clients: Clients, settings: AlarmContextSettings): Edges {
  return {
    ...makeRaiseEdges(clients, settings),
    filterLogEvents: (query) => filterLogEvents(clients.logs, query),
  };
}
