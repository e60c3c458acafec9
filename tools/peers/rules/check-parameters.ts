import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBuiltInFiles } from '../../../bin/generators/built-in-rules';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';

const PROGRAM = join(__dirname, 'parameter_paths.py');

/** Some requests are written with the names of their query or XML form: the record says so, the model does not. */
const OF_RECORDS = 'records in the shared corpus, or examples of the page that the rule refers to';

const OF_HEADERS =
  'how S3 writes headers with grants in records: in captures and detections that Splunk publishes for T1530';

/** Grants by headers, of buckets and objects. */
const GRANTS: Readonly<Record<string, string>> = Object.fromEntries(
  ['read', 'read-acp', 'write-acp', 'full-control']
    .flatMap((grant) => [`bucket-acl-opened-to-everyone ${grant}`, `object-made-public ${grant}`])
    .concat('bucket-acl-opened-to-everyone write')
    .map((each) => [each.replace(' ', ' requestParameters.accessControlList.x-amz-grant-'), OF_HEADERS]),
);

/** Paths that no service model has, and where they were seen. */
const NOT_MODELLED: Readonly<Record<string, string>> = {
  ...GRANTS,
  'bucket-acl-opened-to-everyone requestParameters.AccessControlPolicy.AccessControlList.Grant.Grantee.URI':
    OF_RECORDS,
  'key-store-disconnected requestParameters.clusterId':
    'guide of KMS, record of CreateCustomKeyStore: the model has cloudHsmClusterId',
  'endpoint-service-opened requestParameters.addAllowedPrincipals.items.principal':
    'how EC2 writes lists of objects in records; a spelling beside those of the model, seen in no record',
  'instances-started-in-bulk requestParameters.instancesSet.items.maxCount': OF_RECORDS,
  'network-acl-opened-to-the-world requestParameters.aclProtocol': OF_RECORDS,
  'object-made-public requestParameters.AccessControlPolicy.AccessControlList.Grant.Grantee.URI': OF_RECORDS,
};

/** Each parameter that a rule reads is in the model of a call that it looks for, or its source is named. */
export async function checkParameters(python: string, folder: string, outcome: Outcome): Promise<void> {
  const read = readBuiltInFiles().flatMap(({ parsed }) =>
    parsed.rules.flatMap(({ rule }) => pathsOf(rule.name, rule.condition)),
  );
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'parameters.json');
  writeFileSync(file, JSON.stringify(read));
  const unknown: readonly string[] = JSON.parse(await mustRun(python, [PROGRAM, file]));
  const named = new Set(Object.keys(NOT_MODELLED));
  outcome.check(
    read.length > 300 && unknown.every((path) => named.has(path)) && unknown.length === named.size,
    `${read.length} parameters that rules read are in the service models, but for ${named.size} whose source is named`,
    [
      ...unknown.filter((path) => !named.has(path)),
      ...[...named].filter((path) => !unknown.includes(path)).map((path) => `no longer unknown: ${path}`),
    ],
  );
}

type Path = readonly [rule: string, path: string, sources: readonly string[], names: readonly string[]];

/** The services and calls that a part of a condition is about; absent where it may be any. */
interface Calls {
  readonly sources?: readonly string[];
  readonly names?: readonly string[];
}

function pathsOf(rule: string, condition: Condition): readonly Path[] {
  const names = [...new Set(leavesOf(condition).flatMap((leaf) => valuesOf(leaf, 'eventName') ?? []))];
  const found = new Map<string, Path>();
  walk(condition, {}, (path, calls) => {
    const sources = (calls.sources ?? []).map((source) => source.replace(/\.amazonaws\.com$/, ''));
    const read = [rule, path, sources, calls.names ?? names] as const;
    found.set(JSON.stringify(read), read);
  });
  return [...found.values()];
}

/** Reports each parameter with the calls that what it is joined with by `and` names. */
function walk(condition: Condition, calls: Calls, report: (path: string, calls: Calls) => void): void {
  if (condition.kind === 'and') {
    const here: Calls = Object.assign({}, calls, ...condition.of.map(callsOf));
    for (const part of condition.of) walk(part, here, report);
  } else if (condition.kind === 'or') for (const part of condition.of) walk(part, calls, report);
  else if (condition.kind === 'not') walk(condition.of, calls, report);
  else if ('field' in condition && condition.field.startsWith('requestParameters.'))
    report(condition.field, calls);
}

/** What a condition says of the call, if it is about nothing else. */
function callsOf(condition: Condition): Calls {
  const leaves = condition.kind === 'not' ? [] : leavesOf(condition);
  const of = (field: string) => {
    const values = leaves.map((leaf) => valuesOf(leaf, field));
    return leaves.length > 0 && values.every((each) => each !== undefined) ? values.flat() : undefined;
  };
  const [sources, names] = [of('eventSource'), of('eventName')];
  return { ...(sources === undefined ? {} : { sources }), ...(names === undefined ? {} : { names }) };
}

function leavesOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.flatMap(leavesOf);
  return condition.kind === 'not' ? leavesOf(condition.of) : [condition];
}

function valuesOf(condition: Condition, field: string): string[] | undefined {
  if (condition.kind !== 'equals' && condition.kind !== 'startsWith') return undefined;
  if (condition.field !== field) return undefined;
  return condition.values.map((value) => (condition.kind === 'startsWith' ? `${value}*` : value));
}
