import { resolve } from 'node:path';
import { type CallTemplate, COMMON_CALLS, tailCalls } from '../../../test/samples/generated/call-templates';
import type { Contender } from '../contenders';

const DUCKDB = resolve(__dirname, '../../../node_modules/@duckdb/node-api');
/** What the tools with one filter look for. */
const FILTER = { eventSource: 'iam.amazonaws.com', eventName: 'CreateAccessKey' };

/** What people write first: each record parsed, and every rule tried on it in turn. */
export function pythonLoop(folder: string, rules: number): Contender {
  const program = `
import gzip, json, os, sys
folder, rules = sys.argv[1], json.loads(sys.argv[2])
alerts = 0
for name in os.listdir(folder):
    with gzip.open(os.path.join(folder, name)) as file:
        records = json.load(file)["Records"]
    for record in records:
        for source, event in rules:
            if record.get("eventSource") == source and record.get("eventName") == event:
                alerts += 1
`;
  return {
    name: 'plain Python loop',
    command: 'python3',
    arguments: ['-c', program, folder, JSON.stringify(callPairs(rules))],
  };
}

/** The same in Node. */
export function nodeLoop(folder: string, rules: number): Contender {
  const program = `
    const { readdirSync, readFileSync } = require('node:fs');
    const { gunzipSync } = require('node:zlib');
    const [folder, rules] = [process.argv[1], JSON.parse(process.argv[2])];
    let alerts = 0;
    for (const name of readdirSync(folder)) {
      for (const record of JSON.parse(gunzipSync(readFileSync(folder + '/' + name)).toString()).Records) {
        for (const [source, event] of rules) {
          if (record.eventSource === source && record.eventName === event) alerts += 1;
        }
      }
    }`;
  const argv = ['-e', program, folder, JSON.stringify(callPairs(rules))];
  return { name: 'plain Node loop', command: process.execPath, arguments: argv };
}

/** One filter in jq, with gzip unpacking for it on another core. */
export function jqFilter(folder: string): Contender {
  const filter = `.Records[] | select(.eventSource == "${FILTER.eventSource}" and .eventName == "${FILTER.eventName}")`;
  const pipe = `set -o pipefail; gzip -dc "$1"/*.json.gz | jq -c '${filter}'`;
  return { name: 'gzip and jq', command: 'bash', arguments: ['-c', pipe, 'bash', folder] };
}

/** One filter in DuckDB, on one thread and with the columns given, which spares it from finding them out. */
export function duckdbFilter(folder: string): Contender {
  const sql = `SELECT count(*) FROM (SELECT unnest(Records) AS record FROM read_json('${folder}/*.json.gz',
    columns = {Records: 'STRUCT(eventSource VARCHAR, eventName VARCHAR, eventID VARCHAR)[]'}, maximum_object_size = 268435456))
    WHERE record.eventSource = '${FILTER.eventSource}' AND record.eventName = '${FILTER.eventName}'`;
  const program = `
    const { DuckDBInstance } = require(process.argv[1]);
    DuckDBInstance.create(':memory:', { threads: '1' })
      .then((instance) => instance.connect())
      .then((connection) => connection.runAndReadAll(process.argv[2]))
      .then((result) => console.log(String(result.getRows()[0])));`;
  return { name: 'DuckDB', command: process.execPath, arguments: ['-e', program, DUCKDB, sql] };
}

/** As many rules as asked for, each the comparison of eventSource and eventName only. */
function callPairs(rules: number): readonly (readonly [string, string])[] {
  const calls: readonly CallTemplate[] = [...COMMON_CALLS, ...tailCalls(rules)].slice(-rules);
  return calls.map(({ eventSource, eventName }) => [eventSource, eventName]);
}
