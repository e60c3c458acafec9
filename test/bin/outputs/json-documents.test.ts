import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '../../test-folder';
import { awsEnvironment } from '../aws-environment';
import { serveHistory } from '../history/serve-history';
import { commandsBelow } from '../listed-commands';
import { type Outcome, runTrailwatch } from '../run-trailwatch';

const folder = folderForAllTests();
const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

const RECORD = {
  ...{ eventVersion: '1.11', eventID: 'a', eventTime: '2026-11-20T11:00:00Z', eventName: 'GetObject' },
  ...{ eventSource: 's3.amazonaws.com', awsRegion: 'eu-west-1', recipientAccountId: '111122223333' },
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ann', userName: 'ann' },
};

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const WHOLE = put('whole.json', JSON.stringify({ Records: [RECORD] }));
const CUT = put('cut.json', JSON.stringify({ Records: [RECORD] }).slice(0, -20));

/** The history of two Regions, the second of which does not answer where it has a fault. */
async function history(isWhole: boolean): Promise<Outcome> {
  const event = { EventId: 'a', EventTime: Date.parse(RECORD.eventTime) / 1000, EventName: 'GetObject' };
  const server = await serveHistory({
    events: { 'eu-west-1': [{ ...event, CloudTrailEvent: JSON.stringify(RECORD) }], 'eu-west-2': [] },
    fault: ({ region }) =>
      isWhole || region === 'eu-west-1' ? undefined : { code: 'AccessDeniedException' },
  });
  Object.assign(process.env, awsEnvironment(server.url));
  try {
    return await runTrailwatch(['history', '--format', 'json']);
  } finally {
    await server.stop();
  }
}

const read =
  (...argv: readonly string[]) =>
  (isWhole: boolean) =>
    runTrailwatch([...argv, WHOLE, ...(isWhole ? [] : [CUT]), '--format', 'json']);

/** The commands with a JSON document that is one object, by their words. */
const OBJECTS: Readonly<Record<string, (isWhole: boolean) => Promise<Outcome>>> = {
  actor: read('actor', 'ann'),
  case: read('case'),
  overview: read('overview'),
  timeline: read('timeline', 'ann'),
  persistence: read('persistence'),
  coverage: read('coverage'),
  'permissions --all': read('permissions', '--all'),
  permissions: read('permissions', 'ann'),
  history,
  review: (isWhole) => {
    const app = mkdtempSync(join(folder, 'cdk.out-'));
    const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Audit.template.json' } };
    writeFileSync(
      join(app, 'manifest.json'),
      JSON.stringify({ version: '40.0.0', artifacts: { Audit: stack } }),
    );
    if (isWhole) writeFileSync(join(app, 'Audit.template.json'), '{"Resources":{}}');
    return runTrailwatch(['review', app, '--format', 'json']);
  },
};

/** A list has rows alone, as ndjson has them: only the exit status says whether it is whole. */
const LISTS = [
  'archive search results',
  'cost',
  'query',
  'query run',
  'scan',
  'trails',
  'trails check',
  'trails list',
];

/** Its document says by `isProven` whether it is whole, and names each file that could not be read as a finding. */
const PROVEN = ['validate'];

test.each(Object.entries(OBJECTS))('the document of %s names what could not be read', async (_, run) => {
  const [whole, cut] = [await run(true), await run(false)];
  expect([whole.status, cut.status]).toEqual([0, 2]);
  expect(JSON.parse(whole.stdout).problems ?? []).toEqual([]);
  const [problem] = JSON.parse(cut.stdout).problems as readonly string[];
  expect(problem).toBeDefined();
  expect(cut.stderr).toContain(`trailwatch: ${problem}`);
});

/** The commands below one, at any depth. */
async function commandsOf(path: readonly string[] = []): Promise<readonly string[]> {
  const names = await commandsBelow(path);
  const inner = await Promise.all(names.map((name) => commandsOf([...path, name])));
  return [...names.map((name) => [...path, name].join(' ')), ...inner.flat()];
}

test('every command that has JSON is one of them', async () => {
  const found: string[] = [];
  for (const command of await commandsOf()) {
    const { stdout } = await runTrailwatch([...command.split(' '), '--help']);
    if (/\(choices:[^)]*"json"/.test(stdout)) found.push(command);
  }
  const objects = Object.keys(OBJECTS).map((words) => words.split(' ')[0]);
  expect(found.sort()).toEqual([...new Set([...objects, ...LISTS, ...PROVEN])].sort());
});
