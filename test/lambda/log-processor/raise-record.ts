import { AlertRaiser, type AlertRaiserParts } from '../../../lambda/raise/raise-alert';
import type { RaisingRule } from '../../../lambda/raise/raised-alert';
import { Repeats } from '../../../lambda/raise/repeats';
import { GroupedAlerts, KindLists, KnownActors } from '../../../lambda/raise/storm/grouped-alerts';
import { StormReports } from '../../../lambda/raise/storm/storm-reports';
import { SummaryCounts } from '../../../lambda/raise/summary-counts';
import { type AlertedRule, toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { record } from './log-files';

/** Raises the alert of the record of an event as a log processor with the same table does. */
export async function raiseRecord(
  { ports, settings, newOwner }: Pick<AlertRaiserParts, 'ports' | 'settings' | 'newOwner'>,
  eventID: string,
  rule: AlertedRule & RaisingRule,
): Promise<void> {
  const storms = new StormReports(ports, settings, new Map());
  const lists = new KindLists(ports, settings);
  const grouped = new GroupedAlerts(ports, settings, storms, lists);
  const warn = () => {};
  const [repeats, summary] = [new Repeats({ ports, warn }), new SummaryCounts({ ports, warn })];
  const parts = {
    ports,
    settings,
    storms,
    grouped,
    lists,
    actors: new KnownActors(ports),
    repeats,
    summary,
    newOwner,
    ...{ warn, info: warn, silences: undefined },
  };
  const raiser = new AlertRaiser(parts);
  const source = { bucket: 'archive', key: 'key', index: 0 };
  const alert = toAlert(rule, record(eventID) as unknown as CloudTrailRecord, { route: 'log-file', source });
  await raiser.raise(alert, rule);
}
