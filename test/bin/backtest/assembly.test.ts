import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { AlertTopic, AllowList, LogArchive, LogProcessor, RuleSet, RuleSeverity } from '../../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../../constructs/synthesize';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { logFile, record } from '../scan-folder';

const NAME = 'trail-stopped-or-deleted';
const BASE = RuleSet.builtIn().only(NAME, 'trail-changed');
const ENV = { account: ACCOUNT, region: REGION };

const folder = folderForEachTest();
beforeEach(() => {
  const stopped = (userName: string, eventID: string) => ({
    ...record('StopLogging', eventID),
    userIdentity: { type: 'IAMUser', userName, arn: `arn:aws:iam::111122223333:user/${userName}` },
  });
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/a.json'), logFile(stopped('mallory', 'e1'), stopped('robot', 'e2')));
});

/** Synthesizes an app with a processor for each rule set, in stages if they have names. */
function synth(name: string, ...processors: readonly (readonly [stage: string, rules: RuleSet])[]): string {
  const outdir = join(folder, name);
  // With copies of the assets, which other syntheses of tests leave out.
  const app = new App({ outdir, postCliContext: { 'aws:cdk:disable-asset-staging': false } });
  for (const [stage, rules] of processors) {
    const scope = stage === '' ? app : new Stage(app, stage, { env: ENV });
    const stack = new Stack(scope, 'Audit', { env: ENV });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const alertTopic = new AlertTopic(stack, 'Alerts');
    new LogProcessor(stack, 'Processor', { archive, alertTopic, rules });
  }
  app.synth();
  return outdir;
}

async function rows(base: string, head: string) {
  const words = ['--base', base, '--head', head];
  const { status, stdout, stderr } = await runTrailwatch([
    'rules',
    'backtest',
    join(folder, 'logs'),
    ...words,
  ]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, rows: lines.map((line) => JSON.parse(line)) };
}

test('two assemblies are compared with their tuning and allow lists', async () => {
  const base = synth('base', ['', BASE]);
  const allow = AllowList.principals('arn:aws:iam::111122223333:user/robot');
  const head = synth('head', ['', BASE.tune(NAME, { severity: RuleSeverity.LOW, allow })]);
  expect(await rows(base, head)).toMatchObject({
    status: 0,
    rows: [
      {
        ...{ name: NAME, definition: 'changed', severities: { base: 'high', head: 'low' } },
        ...{ base: 2, head: 1, lost: 1, lowered: 1, gained: 0, raised: 0 },
      },
    ],
  });
  expect(await rows(base, base)).toMatchObject({ status: 0, rows: [] });
});

test('the processors of all stages raise alerts together, and a stage alone its own', async () => {
  const both = synth('both', ['Dev', BASE], ['Prod', BASE.without(NAME)]);
  const stage = readdirSync(both).find((name) => name === 'assembly-Prod') ?? '';
  expect((await rows(both, synth('one', ['', BASE]))).rows).toEqual([]);
  expect((await rows(both, join(both, stage))).rows).toMatchObject([{ name: NAME, lost: 2 }]);
});

test('an assembly may be compared with rules that are no assembly', async () => {
  expect((await rows('none', synth('head', ['', BASE]))).rows).toMatchObject([
    { name: 'trail-changed', definition: 'added', gained: 2 },
    { name: NAME, definition: 'added', gained: 2 },
  ]);
});

test('fails on an assembly without a processor, and on one whose assets are gone', async () => {
  const empty = synth('empty');
  expect(await rows('builtin', empty)).toMatchObject({
    status: 2,
    stderr: `trailwatch: --head ${empty}: no stack has a LogProcessor or RealtimeAlerts; name rules, or the folder of another app\n`,
  });
  const gone = synth('gone', ['', BASE]);
  for (const name of readdirSync(gone))
    if (name.startsWith('asset.')) rmSync(join(gone, name), { recursive: true });
  const { status, stderr } = await rows('builtin', gone);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^trailwatch: the rules of Audit\/\w+ \(.+rules\.json\): no such file or folder\n$/);
});
