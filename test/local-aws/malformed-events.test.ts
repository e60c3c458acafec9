import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { externalEvents } from '../scenarios/external-events';
import { lake } from '../scenarios/lake';
import { response } from '../scenarios/response';
import { SCENARIOS } from '../scenarios/scenarios';
import { assemblyOf } from '../scenarios/synthesized';
import { logTables } from '../scenarios/tables';
import { readAssembly, type SynthesizedStack } from './template';

const BUNDLES = join(__dirname, '../../dist/lambda');
const JOBS = readdirSync(BUNDLES);

/** In place of what only a deployment knows. */
const UNKNOWN = 'arn:aws:sns:eu-west-1:111122223333:unknown';

const ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** Calls the handler of a bundle with each event, and prints how each call ended. */
const CALLS = `
const [bundle, events] = process.argv.slice(1);
const { handler } = require(bundle);
(async () => {
  const ends = [];
  for (const event of JSON.parse(events)) {
    ends.push(await handler(event, {}).then(() => 'it passed', (error) => error.name + ': ' + error.message));
  }
  require('node:fs').writeSync(1, '\\n' + JSON.stringify(ends));
})();
`;

/** The environment that constructs give the function of each job. */
function environments(): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const byJob = new Map<string, Readonly<Record<string, string>>>();
  for (const scenario of [...SCENARIOS, externalEvents, lake, logTables, response]) {
    for (const stack of readAssembly(assemblyOf(scenario).directory)) addFunctions(stack, byJob);
  }
  return byJob;
}

function addFunctions(stack: SynthesizedStack, byJob: Map<string, Readonly<Record<string, string>>>): void {
  for (const { Type, Properties = {} } of Object.values(stack.template.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { S3Key = '' } = (Properties.Code ?? {}) as { S3Key?: string };
    const job = JOBS.find((name) => isSame(join(BUNDLES, name), stack.assetFolder(S3Key)));
    if (job === undefined) continue;
    const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    const layer = layerOf(stack, Properties.Layers);
    const texts = Object.entries(Variables).map(([name, value]) => [
      name,
      textOf(value).replace(/^\/opt(?=\/)/, layer),
    ]);
    byJob.set(job, Object.fromEntries(texts));
  }
}

/** Lambda unpacks a layer under `/opt`; here it is where it was synthesized. */
function layerOf(stack: SynthesizedStack, layers: unknown): string {
  const [{ Ref = '' } = {}] = (layers ?? []) as readonly { readonly Ref?: string }[];
  const { Content = {} } = stack.template.Resources[Ref]?.Properties ?? {};
  const { S3Key } = Content as { S3Key?: string };
  return S3Key === undefined ? '/opt' : stack.assetFolder(S3Key);
}

function isSame(bundle: string, asset: string): boolean {
  try {
    return readFileSync(join(bundle, 'index.js')).equals(readFileSync(join(asset, 'index.js')));
  } catch {
    return false;
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Fn::Join': join } = value as { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  return join === undefined ? UNKNOWN : join[1].map(textOf).join(join[0]);
}

// What is shipped is what is called: a bundle may fail where its sources do not. Events as they should be are in the suites beside this one.
describe('each shipped handler says what it was called with, what it expects, and from whom', () => {
  const deployed = environments();

  test.each(JOBS)('%s', (job) => {
    const events: readonly unknown[] = [
      null,
      'text',
      {},
      { Records: 7 },
      { Records: [null] },
      { Records: [{ body: 7 }] },
      { toString: 1 },
    ];
    const argv = ['-e', CALLS, join(BUNDLES, job, 'index.js'), JSON.stringify(events)];
    const { PATH = '' } = process.env;
    const { stdout, stderr } = spawnSync(process.execPath, argv, {
      encoding: 'utf8',
      env: { PATH, ...ENVIRONMENT, AWS_LAMBDA_FUNCTION_NAME: job, ...deployed.get(job) },
    });
    expect(stderr.slice(-500)).toBe('');
    const ends = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as readonly string[];
    expect(ends).toHaveLength(events.length);
    for (const end of ends) {
      expect(end).toMatch(/^Error: .* is .*; expected an? \w+; the function is called by .* only$/);
    }
  });
});
