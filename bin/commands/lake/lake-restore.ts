import { RestoreEventDataStoreCommand } from '@aws-sdk/client-cloudtrail';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { CommandIo } from '../../cli/command-io';
import { isForTable } from '../../lake/lake-price';
import { askAgain, findStore } from '../../lake/lake-store';
import { toStream } from '../../outputs/text-output';

/** The options of `trailwatch lake restore`. */
export interface LakeRestoreOptions {
  readonly format?: 'table' | 'ndjson';
}

/** Restores an event data store that was deleted in the last seven days, with its events. Returns the exit status. */
export async function lakeRestore(name: string, options: LakeRestoreOptions, io: CommandIo): Promise<number> {
  const isTable = isForTable(options, io);
  const store = await findStore(name, io.wait);
  const question = { where: store.where, needs: 'cloudtrail:RestoreEventDataStore' };
  try {
    const { EventDataStoreArn, Status } = await askAgain(question, io, () =>
      store.client.send(new RestoreEventDataStoreCommand({ EventDataStore: store.id })),
    );
    const state = { id: store.id, status: Status ?? '', eventDataStore: EventDataStoreArn ?? '' };
    const line = isTable ? `${state.id} ${state.status}` : toJsonText(state);
    await toStream(io.stdout).write(`${line}\n`);
  } finally {
    store.client.destroy();
  }
  return 0;
}
