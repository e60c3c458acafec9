import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import { parseJson } from '../../lib/core/json/parse-json';
import type { Progress } from '../aws/progress-item';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './invocation';

/** What the table holds under a name: the members of an object, and the version to write over. */
export interface State {
  readonly members: JsonObject;
  readonly progress: Progress;
}

/** Reads a state. One that the monitor did not write counts as none, and an alarm is raised. */
export async function readState({ ports, counts, log }: Invocation, name: string): Promise<State> {
  const progress = await ports.readProgress(name);
  if (progress.isRejected === true) {
    counts.add('StatesRejected');
    log.warn('a state in the table is not one that the monitor wrote', { name });
  }
  const members = progress.text === '' ? undefined : parseJson(progress.text);
  return { members: isJsonObject(members) ? members : {}, progress };
}

/**
 * Writes a state.
 *
 * @throws {@link RetryLater} if another invocation has written it meanwhile: its message is processed again, from what is there
 */
export async function writeState(
  { ports }: Pick<Invocation, 'ports'>,
  { progress }: State,
  members: object,
): Promise<void> {
  const text = JSON.stringify(members);
  if (text === progress.text) return;
  if (await ports.writeProgress({ ...progress, text })) return;
  throw new RetryLater(`the state '${progress.name}' was written by another invocation`);
}
