import type { Alert } from '../../lib/core/alert/alert';
import { recordsKnownOf } from '../../lib/core/alert/correlated/actor-command';
import { counted } from '../../lib/core/alert/ending-decisions';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { CommandIo } from '../cli/command-io';
import { failing, UserError } from '../cli/user-error';
import { readFileChunks } from '../inputs/input-file';
import { readLines } from '../inputs/read-lines';
import type { Diagnostics } from '../outputs/diagnostics';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** The options that say which alerts are known, and which of them are taken. */
interface KnownAlerts extends PlaceOptions {
  readonly alerts?: string;
}

interface AlertTools {
  readonly io: Pick<CommandIo, 'stdin'>;
  readonly diagnostics: Pick<Diagnostics, 'info'>;
}

/**
 * The alerts that a scan or a search of an archive printed as ndjson. What the options do not choose is left out, as records are, and counted.
 *
 * @throws {@link UserError} if a line is none, or the file cannot be read
 */
export async function* readAlerts(
  { alerts: file, ...places }: KnownAlerts,
  { io, diagnostics }: AlertTools,
): AsyncGenerator<Alert, void> {
  if (file === undefined) return;
  const filter = RecordFilter.of(places);
  let outside = 0;
  for await (const alert of alertsIn(file, io)) {
    if (isChosen(alert, filter)) yield alert;
    else outside += 1;
  }
  if (outside > 0)
    diagnostics.info(
      `--alerts ${file}: ${counted(outside, 'alert')} left out by --account, --region, --start or --end`,
    );
}

/** Of an alert about several records, any that it names. */
function isChosen(alert: Alert, filter: RecordFilter): boolean {
  const records = recordsKnownOf(alert.record) as readonly CloudTrailRecord[];
  const { eventTime, awsRegion, recipientAccountId } = alert;
  const all = records.length > 0 ? records : [{ eventTime, awsRegion, recipientAccountId }];
  return filter.isOpen || all.some(filter.matches);
}

async function* alertsIn(file: string, { stdin }: AlertTools['io']): AsyncGenerator<Alert, void> {
  const lines = readLines(file === '-' ? stdin : readFileChunks(file), 'alert');
  let number = 0;
  for (;;) {
    const { done, value } = await lines.next().catch(failing(`--alerts ${file}`));
    if (done === true) return;
    number += 1;
    if (value.trim() === '') continue;
    const json = parseJson(value);
    const alert = isJsonObject(json) ? parseAlert(json) : undefined;
    if (alert === undefined)
      throw new UserError(
        `--alerts ${file}: line ${number} is no alert; write them with --format ndjson of scan or archive search results`,
      );
    yield alert;
  }
}
