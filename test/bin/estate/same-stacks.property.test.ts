import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readEstate } from '../../../bin/estate/read-estate';
import { decodeRules, encodeRules } from '../../../lib/core/rule/rule-document';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';
import { logFile, record } from '../scan-folder';
import { assetHash, type EstatePlace, PLACES, writeEstate } from './write-estate';

const [RULE] = decodeRules(readFileSync('dist/rules/built-in.json', 'utf8')).rules.filter(
  ({ name }) => name === 'trail-stopped-or-deleted',
);

/** A key, which costs; a trail that logs the calls of the place's name; a processor with a rule of that name. */
function resourcesOf(place: EstatePlace) {
  const fields = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    { Field: 'eventName', Equals: [place] },
  ];
  const variables = { TRAILWATCH_RULES_FILE: 'rules.json', TRAILWATCH_PROCESSOR_NAME: place };
  return {
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { IsMultiRegionTrail: true, AdvancedEventSelectors: [{ FieldSelectors: fields }] },
    },
    Processor: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: variables }, Layers: [{ Ref: 'Layer' }] },
    },
    Layer: {
      Type: 'AWS::Lambda::LayerVersion',
      Properties: { Content: { S3Key: `${assetHash(`rules of ${place}`)}.zip` } },
    },
  };
}

const ASSETS = Object.fromEntries(
  PLACES.map((place, at) => {
    if (RULE === undefined) throw new Error('there is no such rule');
    const own = { ...RULE, id: `344c20d8-c290-44bf-93d8-35c1ef15d0a${at}`, name: `rule-${at}`, title: place };
    const text = encodeRules({ rules: [own], correlations: [] });
    return [assetHash(`rules of ${place}`), { 'trailwatch/rules.json': text }];
  }),
);

const folder = folderForEachTest();
async function documentsOf(argv: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await runTrailwatch(argv);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

/** The stacks of which each command says something. */
async function stacksOf(assembly: string) {
  const costs = await documentsOf(['cost', assembly]);
  const calls = join(folder, 'calls.json');
  const Records = PLACES.map((eventName) => ({
    ...{ ...record(eventName, eventName), eventCategory: 'Data' },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }],
  }));
  writeFileSync(calls, JSON.stringify({ Records }));
  const explained = await documentsOf(['trails', 'explain', '--template', assembly, calls]);
  const logs = join(folder, 'logs.json');
  writeFileSync(logs, logFile(record('StopLogging', 'e1')));
  const alerts = await documentsOf(['rules', 'backtest', logs, '--base', 'none', '--head', assembly]);
  return {
    cost: [...new Set(costs.filter(({ price }) => price === 'kmsKey').map(({ stack }) => stack))].sort(),
    selectors: PLACES.filter((_, at) => explained[at]?.logged === true).sort(),
    backtest: alerts.map(({ title }) => title).sort(),
  };
}

test('what review reads of an assembly, cost, selectors explain and backtest read', async () => {
  const layouts = fc.record({
    nested: fc.subarray(PLACES.slice(1)),
    yaml: fc.subarray([...PLACES]),
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(layouts, async ({ nested, yaml }) => {
      count += 1;
      const assembly = join(folder, `cdk-${count}`);
      const places: readonly EstatePlace[] = ['Plain', ...nested];
      writeEstate(assembly, { resourcesOf, assets: ASSETS, places, yaml: new Set(yaml) });
      const read = readEstate(assembly).stacks.map(({ name }) => name);
      expect(new Set(read)).toEqual(new Set(places.includes('Prod') ? places : ['Plain']));
      const sorted = [...read].sort();
      expect(await stacksOf(assembly)).toEqual({ cost: sorted, selectors: sorted, backtest: sorted });
    }),
    { numRuns: 12 },
  );
});
