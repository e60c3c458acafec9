import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { AlarmContextSettings } from '../../lib/core/settings/alarm-context-settings';
import { filterLogEvents } from '../aws/filter-log-events';
import { makeRaisePorts, type RaiseClients } from '../raise/make-raise-ports';
import type { Ports } from './ports';

/** The clients that this function works with. */
export interface Clients extends RaiseClients {
  readonly logs: CloudWatchLogsClient;
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts(clients: Clients, settings: AlarmContextSettings): Ports {
  return {
    ...makeRaisePorts(clients, settings),
    filterLogEvents: (query) => filterLogEvents(clients.logs, query),
  };
}
