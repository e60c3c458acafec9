import { renderTargets } from '../../lib/core/alert/from-record/render-targets';
import { actorOf, errorCodeOf, origin } from '../../lib/core/compile/predicate/record-facts';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import { timeTextOf } from '../../lib/core/record/to-event-time';
import { toCsvRow, toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { eventTable, peopleIn, renderTable, toCell, widthsOf } from '../outputs/table';
import { aggregateCells } from '../records/aggregate';
import type { FoundRecord } from '../records/archive-records';
import { insightCells } from '../records/insight';
import { chosenColumns, memberOf, VIEW_COLUMNS, type ViewColumn } from './view-columns';

/** The formats of `trailwatch view`. */
export type ViewFormat = 'table' | 'ndjson' | 'csv';

/** The text of records, as a stream. */
interface ViewText {
  readonly head: string;
  readonly next: (found: FoundRecord) => string;
}

/**
 * The text of a format. `ndjson` is the records themselves.
 *
 * @param names the columns that are shown, if they are chosen: then `ndjson` has an object of these
 */
export function viewText(
  format: ViewFormat,
  { stdout }: Pick<CommandIo, 'stdout'>,
  names?: string,
): ViewText {
  const chosen = names === undefined ? undefined : chosenColumns(names);
  const valuesOf = (columns: readonly ViewColumn[], found: FoundRecord) =>
    columns.map(({ value }) => value(found));
  switch (format) {
    case 'ndjson':
      return {
        head: '',
        next: (found) =>
          `${toJsonText(
            chosen === undefined
              ? found.record
              : Object.fromEntries(chosen.map(({ name, value }) => [name, value(found)])),
          )}\n`,
      };
    case 'csv': {
      const columns = chosen ?? VIEW_COLUMNS;
      return {
        head: toCsvRow(columns.map(({ name }) => name)),
        next: (found) => toCsvRow(valuesOf(columns, found)),
      };
    }
    case 'table': {
      if (chosen === undefined) return tableText(stdout);
      const widths = widthsOf(
        stdout,
        chosen.map(({ length }) => length),
      );
      return {
        head: renderTable(widths, [chosen.map(({ name }) => name)]),
        next: (found) =>
          renderTable(widths, [
            chosen.map(({ name, value }) => {
              const text = value(found);
              return toCell(text, name === 'actor' ? peopleIn(text) : []);
            }),
          ]),
      };
    }
    default:
      return format satisfies never;
  }
}

function tableText(stdout: CommandIo['stdout']): ViewText {
  const { head, row } = eventTable(stdout, 'ACTOR');
  return {
    head,
    next: ({ record }) => {
      const many = insightCells(record) ?? aggregateCells(record);
      return row([
        timeTextOf(record),
        many?.event ?? memberOf(record, 'eventName'),
        many?.who ?? actorOf(record).name,
        many === undefined ? renderTargets(targetsOf(record)) : undefined,
        many?.source ?? origin.source(record),
        memberOf(record, 'awsRegion'),
        many?.error ?? errorCodeOf(record),
      ]);
    },
  };
}
