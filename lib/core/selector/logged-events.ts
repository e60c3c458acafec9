/** Which kinds of events a selection logs at all: what Insights and aggregation rest on. */
import { compareText } from './operator';
import type { AdvancedSelector, BasicSelector, Selection } from './selection';
import { allOf, anyOf, type Verdict, verdictOf } from './selection-problem';

/** Kinds of events, as far as Insights and aggregation distinguish them. */
export type EventKind = 'management' | 'writeManagement' | 'data';

/** Whether the selection logs any event of the kind; `unknown` when only the deployment knows. */
export function logsEventsOf(kind: EventKind, { advanced, basic }: Selection): Verdict {
  if (advanced === undefined && basic === undefined) return verdictOf(kind !== 'data');
  return anyOf([
    ...(advanced ?? []).map((selector) => advancedLogs(kind, selector)),
    ...(basic ?? []).map((selector) => basicLogs(kind, selector)),
  ]);
}

function advancedLogs(kind: EventKind, { fieldSelectors }: AdvancedSelector): Verdict {
  if (fieldSelectors.some(({ field }) => typeof field !== 'string')) return 'unknown';
  const allows = (field: string, text: string): Verdict =>
    allOf(
      fieldSelectors
        .filter((each) => each.field === field)
        .map(({ equals = [] }) => anyOf(equals.map((value) => compareText('equals', text, value)))),
    );
  const category = allows('eventCategory', kind === 'data' ? 'Data' : 'Management');
  return allOf([category, kind === 'writeManagement' ? allows('readOnly', 'false') : 'yes']);
}

function basicLogs(kind: EventKind, selector: BasicSelector): Verdict {
  const { readWriteType = 'All', includeManagementEvents = true, dataResources = [] } = selector;
  if (kind === 'data') return verdictOf(dataResources.some(({ values }) => values.length > 0));
  const includes =
    typeof includeManagementEvents === 'boolean' ? verdictOf(includeManagementEvents) : 'unknown';
  if (kind === 'management' || typeof readWriteType !== 'string') {
    return allOf([includes, typeof readWriteType === 'string' ? 'yes' : 'unknown']);
  }
  return allOf([includes, verdictOf(readWriteType !== 'ReadOnly')]);
}
