import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRules, encodeRules } from '../../../lib/core/rule/rule-document';
import { folderForEachTest } from '../../test-folder';
import { assetHash, type EstatePlace, PLACES, writeEstate } from '../estate/write-estate';
import { runTrailwatch } from '../run-trailwatch';
import { logFile, record } from '../scan-folder';

const BUILT_IN = decodeRules(readFileSync('dist/rules/built-in.json', 'utf8'));

const folder = folderForEachTest();
beforeEach(() => {
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/a.json'), logFile(record('StopLogging', 'e1')));
});

/** The rules of a place: one rule that is called by it. */
function rulesOf(place: EstatePlace): string {
  const rule = BUILT_IN.rules.find(({ name }) => name === 'trail-stopped-or-deleted');
  if (rule === undefined) throw new Error('there is no such rule');
  const at = PLACES.indexOf(place);
  const own = { ...rule, id: `344c20d8-c290-44bf-93d8-35c1ef15d0a${at}`, name: `rule-${at}`, title: place };
  return encodeRules({ rules: [own], correlations: [] });
}

const VARIABLES = { TRAILWATCH_RULES_FILE: 'rules.json', TRAILWATCH_PROCESSOR_NAME: { Ref: 'Layer' } };

function processorOf(place: EstatePlace, variables: unknown = VARIABLES) {
  return {
    Processor: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: variables }, Layers: [{ Ref: 'Layer' }] },
    },
    Layer: {
      Type: 'AWS::Lambda::LayerVersion',
      Properties: { Content: { S3Bucket: 'assets', S3Key: `${assetHash(`rules of ${place}`)}.zip` } },
    },
  };
}

const ASSETS = Object.fromEntries(
  PLACES.map((place) => [assetHash(`rules of ${place}`), { 'trailwatch/rules.json': rulesOf(place) }]),
);

async function backtest(assembly: string) {
  const words = ['rules', 'backtest', join(folder, 'logs'), '--base', 'none', '--head', assembly];
  const { status, stdout, stderr } = await runTrailwatch(words);
  const rows = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, titles: rows.map((line) => JSON.parse(line).title).sort() };
}

test('has the rules of stacks in YAML, of stages, nested stacks and stack sets', async () => {
  const assembly = join(folder, 'cdk.out');
  writeEstate(assembly, { resourcesOf: (place) => processorOf(place), assets: ASSETS });
  expect(await backtest(assembly)).toMatchObject({ status: 0, titles: [...PLACES].sort() });
});

test('says which function may raise alerts that it does not know', async () => {
  const assembly = join(folder, 'cdk.out');
  const open = { 'Fn::Transform': { Name: 'Variables' } };
  const resourcesOf = (place: EstatePlace) => processorOf(place, place === 'Plain' ? open : VARIABLES);
  writeEstate(assembly, { resourcesOf, assets: ASSETS, places: ['Plain', 'Prod'] });
  const { status, stderr, titles } = await backtest(assembly);
  expect({ status, titles }).toEqual({ status: 0, titles: ['Prod'] });
  expect(stderr).toContain(
    'note: Plain/Processor: whether it raises alerts is known only at deployment; its rules are left out\n',
  );
});

test('fails where the template of a nested stack is not there, and notes where that of a stack set is not', async () => {
  const assembly = join(folder, 'cdk.out');
  const lost = (place: EstatePlace) =>
    place !== 'Plain'
      ? processorOf(place)
      : {
          Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x' } },
          Set: { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateURL: 'https://s3/y' } },
        };
  writeEstate(assembly, { resourcesOf: lost, assets: ASSETS });
  const { status, stderr } = await backtest(assembly);
  expect(status).toBe(2);
  expect(stderr).toContain(
    'trailwatch: Plain/Nested: the template of the nested stack is not in the folder; give it to a run of its own\n',
  );
  expect(stderr).toContain('note: Plain/Set: the template of the stack set is not in the folder\n');
});
