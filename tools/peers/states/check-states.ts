import { join } from 'node:path';
import { whyNoJava } from '../engines/java-process';
import type { Outcome } from '../outcome';
import { checkArchiveSearch } from './check-archive-search';
import { checkCompactionMachine } from './check-compaction-machine';
import { checkResponder } from './check-responder';
import { checkResponse } from './check-response';
import { localStackStates, motoStates } from './interpreter';

/**
 * The state machines in the interpreters of moto and of LocalStack, which needs Java for JSONata. Without Java that fails in CI, and is
 * left out with a word elsewhere.
 *
 * @param commands moto's server, and a Python that has LocalStack
 */
export async function checkStates(
  commands: { readonly moto: string; readonly localStack: string },
  folder: string,
  outcome: Outcome,
): Promise<void> {
  const { moto } = commands;
  const missing = await whyNoJava();
  if (missing !== undefined) {
    if (process.env.CI === 'true') outcome.check(false, `${missing}: LocalStack runs no state machine`);
    else console.log(`skipped: ${missing}, so state machines do not run in LocalStack`);
  }
  const localStack = missing === undefined ? [await localStackStates(commands.localStack)] : [];
  const engines = [motoStates(moto), ...localStack];
  await checkArchiveSearch(engines, join(folder, 'archive-search'), outcome);
  for (const engine of engines) await checkResponse(engine, moto, outcome);
  for (const engine of localStack) {
    await Promise.all([
      checkCompactionMachine(engine, join(folder, 'compaction'), outcome),
      checkResponder(engine, { moto, folder: join(folder, 'responder') }, outcome),
    ]);
  }
}
