import type { Alert } from '../../lib/core/alert/alert';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { FirstAlerts } from '../../lib/core/archive-search/first-alerts';
import { SEARCH_FILES, searchPrefix } from '../../lib/core/archive-search/search-keys';
import { mapAhead } from '../../lib/core/digest/map-ahead';
import { isJsonObject } from '../../lib/core/json/json-value';
import { parseJson } from '../../lib/core/json/parse-json';

/** Files of alerts that are read before it is their turn. */
const FILES_AHEAD = 4;

/** Which alerts of a search are read. */
export interface FoundAlertsProps {
  readonly execution: string;
  readonly isWanted: (alert: Alert) => boolean;
  /** Those up to this position are left out. */
  readonly after: string;
  readonly readText: (key: string) => Promise<string | undefined>;
}

/** The first alerts of a search that are wanted, after a position. */
export async function readFoundAlerts(props: FoundAlertsProps): Promise<FirstAlerts> {
  const { execution, isWanted, after, readText } = props;
  const first = new FirstAlerts(after);
  const list = `${searchPrefix(execution)}${SEARCH_FILES.alertFiles}`;
  const document = parseJson((await readText(list)) ?? '');
  const files = isJsonObject(document) ? document.alertFiles : undefined;
  if (!Array.isArray(files)) throw new Error(`${list} is missing or damaged`);
  const texts = mapAhead(files.map(String), FILES_AHEAD, async (key) => ({ key, text: await readText(key) }));
  for await (const { key, text } of texts) {
    if (text === undefined) throw new Error(`${key} is missing`);
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const alert = toAlert(line, key);
      if (isWanted(alert)) first.add(alert, line.length);
    }
  }
  return first;
}

function toAlert(line: string, key: string): Alert {
  const json = parseJson(line);
  const alert = isJsonObject(json) ? parseAlert(json) : undefined;
  if (alert === undefined) throw new Error(`${key} has a line that is no alert`);
  return alert;
}
