import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Alert } from '../../lib/core/alert/alert';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { CommandIo } from '../cli/command-io';
import { failing, UserError } from '../cli/user-error';

/**
 * The alerts that a scan or a search of an archive printed as ndjson.
 *
 * @throws {@link UserError} if a line is none, or the file cannot be read
 */
export async function* readAlerts(
  file: string,
  { stdin }: Pick<CommandIo, 'stdin'>,
): AsyncGenerator<Alert, void> {
  const input = file === '-' ? stdin : createReadStream(file);
  let number = 0;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  const fault = new Promise<never>((_, reject) => {
    input.on('error', reject);
  });
  // Only what is awaited below fails.
  fault.catch(() => undefined);
  for (;;) {
    const { done, value } = await Promise.race([lines.next(), fault]).catch(failing(`--alerts ${file}`));
    if (done === true) return;
    number += 1;
    const json = value.trim() === '' ? undefined : parseJson(value);
    const alert = isJsonObject(json) ? parseAlert(json) : undefined;
    if (alert !== undefined) yield alert;
    else if (value.trim() !== '')
      throw new UserError(
        `--alerts ${file}: line ${number} is no alert; write them with --format ndjson of scan or archive search results`,
      );
  }
}
