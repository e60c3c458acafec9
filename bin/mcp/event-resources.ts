import { EVENT_COLUMNS, FACT_COLUMNS } from '../../lib/core/query/event-columns';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
import { AGGREGATE_FUNCTIONS, ROW_FUNCTIONS, TABLE_FUNCTIONS } from '../query/sql-functions';

/** A text that an agent may read. */
interface EventResource {
  readonly uri: string;
  readonly name: string;
  readonly about: string;
  readonly text: string;
}

/** What SQL may use. */
export const RESOURCES: readonly EventResource[] = [
  {
    uri: 'trailwatch://events',
    name: 'events',
    about: 'the columns of the view events, for the tool query',
    text: columns(),
  },
  {
    uri: 'trailwatch://functions',
    name: 'functions',
    about: 'the functions of DuckDB that the tool query permits',
    text: functions(),
  },
];

function columns(): string {
  const lines = [
    ...EVENT_COLUMNS.map(
      ({ name, type, field, about }) => `${name} ${type} ${field}${about === '' ? '' : `: ${about}`}`,
    ),
    ...FACT_COLUMNS.map(({ name, about }) => `${name} text: ${about}`),
    'targets: a list of structs type, name, arn: what the call acted on',
    'source_file text: the log file',
    "record json: the complete record; record->>'$.requestParameters.bucketName' reads a member",
  ];
  const named = NAMED_QUERIES.map(({ name }) => name).join(' ');
  return `Columns of events, with their types and the fields of the record:\n${lines.join('\n')}\n\nNamed queries: ${named}\n`;
}

function functions(): string {
  const groups = {
    'in FROM': TABLE_FUNCTIONS,
    'over rows': AGGREGATE_FUNCTIONS,
    'of one row': ROW_FUNCTIONS,
  };
  return Object.entries(groups)
    .map(([group, names]) => `${group}: ${names.join(' ')}\n`)
    .join('');
}
