import { SearchMachine } from '../../archive-search/search-machine';
import type { CommandIo } from '../../cli/command-io';
import { toErrorText } from '../../outputs/diagnostics';

/** The options of `trailwatch archive search status`, as the command line names them. */
export interface ArchiveSearchStatusOptions {
  readonly stateMachine: string;
}

/** The state machine's error for a search that ended incomplete. */
const INCOMPLETE = 'SearchIncomplete';

/**
 * Prints the progress of a search. Returns the exit status: 0 while it runs and when it is complete, 1 when it is incomplete, 2
 * when it failed.
 */
export async function archiveSearchStatus(
  name: string,
  { stateMachine }: ArchiveSearchStatusOptions,
  io: CommandIo,
): Promise<number> {
  const machine = new SearchMachine(stateMachine, io);
  try {
    const { status = '', error, cause = '' } = await machine.execution(name);
    const outcome = status === 'FAILED' ? (error ?? status) : status;
    io.stdout.write(`${outcome}: ${renderBatches(await machine.progress(name), status)}\n`);
    if (status === 'RUNNING' || status === 'SUCCEEDED') return 0;
    const why = cause === '' ? `the search ended as ${status}` : reasonOf(cause);
    io.stderr.write(`trailwatch: ${toErrorText(why)}\n`);
    return error === INCOMPLETE ? 1 : 2;
  } finally {
    machine.close();
  }
}

type Counts = Awaited<ReturnType<SearchMachine['progress']>>;

function renderBatches(counts: Counts, status: string): string {
  if (counts === undefined)
    return status === 'RUNNING' ? 'batches are being planned' : 'no batch was searched';
  const { succeeded = 0, total = 0, running = 0, failed = 0 } = counts;
  return `${succeeded} of ${total} batches searched, ${running} running, ${failed} failed`;
}

/** The error of a Lambda function is JSON in the cause. */
function reasonOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
