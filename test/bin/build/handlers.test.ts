import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { earlyOf } from '../../../bin/build/handlers';
import { encodeDeliverySettings } from '../../../lib/core/settings/delivery-settings';
import { LOG_PROCESSOR_ENVIRONMENT } from '../../../lib/core/settings/log-processor-settings';
import { REALTIME_ALERTS_ENVIRONMENT } from '../../../lib/core/settings/realtime-alerts-settings';
import { SETTINGS as DELIVERY } from '../../lambda/delivery-health/world';
import { SETTINGS } from '../../lambda/log-processor/world';
import { SETTINGS as REALTIME } from '../../lambda/realtime-alerts/world';

const ROOT = join(__dirname, '../../..');

test('early is what is used without late modules, uses none, and is used by one', () => {
  const graph = new Map([
    ['index', ['scan', 'own', 'text']],
    ['scan', ['late', 'text']],
    ['own', []],
    ['late', ['text', 'inner', 'scan']],
    ['text', ['letters']],
    ['letters', []],
    ['inner', []],
  ]);
  expect(earlyOf(graph, ['index'], ['late'])).toEqual(expect.arrayContaining(['text', 'letters']));
  expect(earlyOf(graph, ['index'], ['late'])).toHaveLength(2);
});

/** The code of all files that an import of a handler loads. */
function loadedBy(job: string, environment: Readonly<Record<string, string>>): string {
  const program =
    'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache))); process.exit()';
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['-e', program, join(ROOT, 'dist/lambda', job, 'index.js')],
    { encoding: 'utf8', env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-1', ...environment } },
  );
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as string[]).map((path) => readFileSync(path, 'utf8')).join('\n');
}

/** The code of all files of a handler. */
function filesOf(job: string): string {
  const folder = join(ROOT, 'dist/lambda', job);
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

const RULES_FILE = join(ROOT, 'dist/rules/built-in.json');
const REGULAR_EXPRESSIONS = 'error parsing regexp';
const MODULE = 'WebAssembly.Module';
const ALERTS = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

test.each<[string, Readonly<Record<string, string>>]>([
  ['log-processor', LOG_PROCESSOR_ENVIRONMENT.encode({ ...SETTINGS, rulesFile: RULES_FILE })],
  ['realtime-alerts', REALTIME_ALERTS_ENVIRONMENT.encode({ ...REALTIME, rulesFile: RULES_FILE })],
])(
  'the import of %s loads no regular expressions, nothing that alerts are made of, and no SDK',
  (job, environment) => {
    const loaded = loadedBy(job, environment);
    const whole = filesOf(job);
    for (const late of [REGULAR_EXPRESSIONS, ALERTS, 'DynamoDBClient']) {
      expect(whole).toContain(late);
      expect(loaded).not.toContain(late);
    }
  },
);

test('the import of log-processor reads neither its rules nor the code that searches', () => {
  const absent = LOG_PROCESSOR_ENVIRONMENT.encode({
    ...SETTINGS,
    rulesFile: join(ROOT, 'absent/rules.json'),
  });
  const isThere = (code: string) => code.includes(MODULE);
  expect(isThere(filesOf('log-processor'))).toBe(true);
  expect(isThere(loadedBy('log-processor', absent))).toBe(false);
});

test('the import of delivery-health does not read the rules, which few of its messages ask for', () => {
  const absent = encodeDeliverySettings({ ...DELIVERY, rulesFile: join(ROOT, 'absent/rules.json') });
  expect(loadedBy('delivery-health', absent)).toContain('CloudTrailClient');
});
