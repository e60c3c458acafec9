import type { Alert } from '../../lib/core/alert/alert';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-keys';
import { mapAhead } from '../../lib/core/digest/chain/map-ahead';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import { UserError } from '../cli/user-error';
import { AlertSorter } from '../outputs/alert/alert-sorter';
import type { WritableAlert } from '../outputs/alert/alert-text';
import { openTempStore } from '../outputs/temp-store';
import type { ResultsBucket } from './results-bucket';

/** Files of alerts that are read before it is their turn. */
const FILES_AHEAD = 8;

/**
 * The alerts of a search in the order of time, in bounded memory. Of a record that was delivered more than once there is one for
 * each rule; of two records with one identity and different content, both.
 */
export async function* searchAlerts(
  name: string,
  results: Pick<ResultsBucket, 'read'>,
): AsyncGenerator<WritableAlert, void> {
  const sorter = new AlertSorter(openTempStore);
  for await (const { key, text } of mapAhead(await alertFilesOf(name, results), FILES_AHEAD, read)) {
    for (const line of text.split('\n')) if (line !== '') sorter.add(toAlert(line, key));
  }
  let id = '';
  const contents = new Set<string>();
  for (const json of sorter.sorted()) {
    const alert = JSON.parse(json) as Alert;
    if (alert.id !== id) contents.clear();
    id = alert.id;
    const content = JSON.stringify(alert.record);
    if (!contents.has(content)) yield { alert, json };
    contents.add(content);
  }

  async function read(key: string): Promise<{ readonly key: string; readonly text: string }> {
    const text = await results.read(key);
    if (text === undefined) throw new UserError(`${key} is missing in the results bucket`);
    return { key, text };
  }
}

async function alertFilesOf(name: string, results: Pick<ResultsBucket, 'read'>): Promise<readonly string[]> {
  const key = `${searchPrefix(name)}${SEARCH_FILES.alertFiles}`;
  const document = parseJson((await results.read(key)) ?? '');
  const files = isJsonObject(document) ? document.alertFiles : undefined;
  if (!Array.isArray(files)) throw new UserError(`${key} is missing in the results bucket, or damaged`);
  return files.map(String);
}

function toAlert(line: string, key: string): Alert {
  const json = parseJson(line);
  const alert = isJsonObject(json) ? parseAlert(json) : undefined;
  if (alert === undefined) throw new UserError(`${key} has a line that is no alert`);
  return alert;
}
