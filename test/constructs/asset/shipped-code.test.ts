import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  App,
  CliCredentialsStackSynthesizer,
  type IStackSynthesizer,
  NestedStack,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ASSET_RESOURCE_METADATA_ENABLED_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { ShippedCode } from '../../../lib/constructs/asset/shipped-code';
import { folderForEachTest } from '../../test-folder';

const folder = folderForEachTest();
beforeEach(() => writeFileSync(join(folder, 'index.js'), 'exports.handler = () => 1;'));

interface Variant {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly env?: { readonly account: string; readonly region: string };
  readonly synthesizer?: () => IStackSynthesizer;
}

/** Whatever a deployment reads: templates and lists of assets, and the names of all files beside them. */
function synthesize(toCode: () => Code, { context, env, synthesizer }: Variant = {}) {
  const app = new App({ context: { ...context } });
  createStack(app);
  createStack(new Stage(app, 'Stage'));
  const { directory } = app.synth();
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const read = (name: string) =>
    /\.(template|assets)\.json$/.test(name) ? readFileSync(join(directory, name), 'utf8') : '';
  return Object.fromEntries(names.map((name) => [name, read(name)]));

  function createStack(scope: Construct) {
    const stack = new Stack(scope, 'Stack', { env, synthesizer: synthesizer?.() });
    for (const parent of [stack, new NestedStack(stack, 'Nested')]) {
      const layer = new LayerVersion(parent, 'Layer', { code: toCode() });
      const props = { handler: 'index.handler', runtime: Runtime.NODEJS_22_X, layers: [layer] };
      new LambdaFunction(parent, 'Function', { ...props, code: toCode() });
    }
  }
}

describe('shipped code', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  test.each<[string, Variant]>([
    ['in a known Region', { env }],
    ['in any Region', {}],
    ['with metadata for tools', { env, context: { [ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true } }],
    ['without copies of assets', { env, context: { 'aws:cdk:disable-asset-staging': true } }],
    ['with salted hashes', { env, context: { '@aws-cdk/core:assetHashSalt': 'salt' } }],
    ['with another synthesizer', { env, synthesizer: () => new CliCredentialsStackSynthesizer() }],
  ])('is staged and named as an asset of the CDK is, %s', (_, variant) => {
    const shipped = synthesize(() => new ShippedCode(folder), variant);
    expect(shipped).toEqual(synthesize(() => Code.fromAsset(folder), variant));
    expect(Object.values(shipped).filter((text) => text.includes('"S3Key"')).length).toBeGreaterThan(3);
  });

  test('has another hash when a file is another', () => {
    const before = synthesize(() => new ShippedCode(folder), { env });
    writeFileSync(join(folder, 'index.js'), 'exports.handler = () => 2;');
    expect(synthesize(() => new ShippedCode(folder), { env })).not.toEqual(before);
  });

  test('fails where the folder is missing', () => {
    expect(() => synthesize(() => new ShippedCode('/nowhere'))).toThrow('Cannot find asset at /nowhere');
  });
});
