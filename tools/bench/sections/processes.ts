import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { LOG_PROCESSOR_ENVIRONMENT } from '../../../lib/core/settings/log-processor-settings';
import { REALTIME_ALERTS_ENVIRONMENT } from '../../../lib/core/settings/realtime-alerts-settings';
import { SETTINGS } from '../../../test/lambda/log-processor/world';
import { SETTINGS as REALTIME_SETTINGS } from '../../../test/lambda/realtime-alerts/world';
import { COMMAND_LINE, ROOT } from '../bench-world';
import { BARE_NODE, type Contender } from '../contenders';
import { processMeasured, selfMeasured, withoutAws } from '../usage';
import type { MakeSection } from './section';

const SIGMA_FILES = 800;

const BUNDLE: BuildOptions = {
  ...{ absWorkingDir: ROOT, bundle: true, platform: 'node', minify: true, logLevel: 'error' },
};

/** What the command line takes before it reads the first log file, with rules that it has seen before. */
export const starts: MakeSection = async (world) => {
  const { folder: logs } = world.quietSet('one-file', { files: 1, recordsAFile: 10 });
  const rules = world.rulesFolder(SIGMA_FILES);
  const contenders = [
    world.scan({ name: 'scan with 800 Sigma files', logs, rules }),
    world.scan({ name: 'scan with all rules', logs }),
    { name: 'trailwatch --help', command: process.execPath, arguments: [COMMAND_LINE, '--help'] },
    BARE_NODE,
  ];
  return {
    about: [`${SIGMA_FILES} files of one rule each, and one log file of 10 records`],
    contenders: contenders.map((one) => processMeasured(one, world.environment)),
    ...{ leftOut: {}, facts: {} },
  };
};

/** What a cold start takes before the first call: the handler as it is deployed, and a bundle of three SDK clients. */
export const handlerImport: MakeSection = async (world) => {
  const outfile = join(world.folder, 'sdk-clients.cjs');
  const clients = { S3Client: 's3', SNSClient: 'sns', DynamoDBClient: 'dynamodb' };
  const contents = Object.entries(clients)
    .map(
      ([client, name]) =>
        `import { ${client} } from '@aws-sdk/client-${name}'; export const ${name} = new ${client}({});`,
    )
    .join('\n');
  await build({ ...BUNDLE, stdin: { contents, resolveDir: ROOT }, outfile });
  const rulesFile = world.rulesLayer();
  const environment = {
    ...LOG_PROCESSOR_ENVIRONMENT.encode({ ...SETTINGS, rulesFile }),
    ...REALTIME_ALERTS_ENVIRONMENT.encode({ ...REALTIME_SETTINGS, rulesFile }),
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
  };
  const contenders = [
    required('handler import', join(ROOT, 'dist/lambda/log-processor/index.js'), environment),
    required('realtime alerts', join(ROOT, 'dist/lambda/realtime-alerts/index.js'), environment),
    required('SDK bundle', outfile, environment),
  ];
  return {
    about: [
      'the log processor and realtime alerts with all built-in rules, and a bundle with the clients of S3, SNS and DynamoDB, made by esbuild',
    ],
    contenders: contenders.map((one) => selfMeasured(one, withoutAws())),
    ...{ leftOut: {}, facts: {} },
  };
};

/** An app with one `Trailwatch`, compiled, without CDK's validation of templates. */
export const synth: MakeSection = async (world) => {
  const program = `
    const { App, Stack } = require(${JSON.stringify(join(ROOT, 'node_modules/aws-cdk-lib'))});
    const { Trailwatch } = require(${JSON.stringify(join(ROOT, 'dist/lib'))});
    const app = new App({ outdir: ${JSON.stringify(join(world.folder, 'cdk.out'))} });
    const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
    new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
    app.synth();`;
  const contenders: readonly Contender[] = [
    { name: 'synth', command: process.execPath, arguments: ['-e', program] },
    BARE_NODE,
  ];
  const environment = { ...world.environment, CDK_VALIDATION: 'false' };
  return {
    about: ['an app with `new Trailwatch` and an e-mail address, with `CDK_VALIDATION=false`'],
    contenders: contenders.map((one) => processMeasured(one, environment)),
    ...{ leftOut: {}, facts: {} },
  };
};

function required(name: string, path: string, environment: Readonly<Record<string, string>>): Contender {
  const program = `
    const [fromMs, fromCpu] = [performance.now(), process.cpuUsage()];
    require(process.argv[1]);
    const { user, system } = process.cpuUsage(fromCpu);
    console.log(JSON.stringify({ wallMs: performance.now() - fromMs, cpuMs: (user + system) / 1000 }));
    process.exit(0);`;
  return { name, command: process.execPath, arguments: ['-e', program, path], environment };
}
