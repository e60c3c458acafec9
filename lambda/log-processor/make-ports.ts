import type { S3Client } from '@aws-sdk/client-s3';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { putContribution } from '../aws/put-contribution';
import { readContributions } from '../aws/read-contributions';
import { readObject } from '../aws/read-object';
import { makeClaimStore, makeRaisePorts, type RaiseClients } from '../raise/make-raise-ports';
import type { Ports } from './ports';

/** The clients that the log processor works with. */
export interface Clients extends RaiseClients {
  readonly s3: S3Client;
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts(clients: Clients, settings: LogProcessorSettings): Ports {
  const { s3 } = clients;
  const store = makeClaimStore(clients, settings);
  return {
    ...makeRaisePorts(clients, settings),
    readObject: (object, signal) => readObject(s3, object, signal),
    putContribution: (entry) => putContribution(store, entry),
    readContributions: (range) => readContributions(store, range),
  };
}
