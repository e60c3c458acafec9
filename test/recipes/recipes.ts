import { GENERATE, JEST, type Recipe, TSX } from './workshop';

const RULE = 'lib/rules/logs/log-anomaly-detector-changed.yml';

/** Recipes for what needs no AWS to be tried. */
export const RECIPES: readonly Recipe[] = [
  {
    page: 'rule.md',
    steps: {
      'the file': (workshop) =>
        workshop.write(
          RULE,
          workshop
            .read('lib/rules/logs/log-filter-removed.yml')
            .replace('title: Metric or subscription filter removed', 'title: Log anomaly detector changed')
            .replace('bdf52cc2-c06b-480e-b442-be82be56eb60', '4f4f0a51-3f0e-4a8e-9f6a-0d6f3d1f2c77')
            .replace('name: log-filter-removed', 'name: log-anomaly-detector-changed')
            .replace(/^ +- DeleteAccountPolicy\n/m, '')
            .replace(/^ +engines: .*\n/m, '')
            .replaceAll('DeleteMetricFilter', 'DeleteLogAnomalyDetector')
            .replaceAll('DeleteSubscriptionFilter', 'UpdateLogAnomalyDetector'),
        ),
      'its check': (workshop) => {
        workshop.follow([...TSX, 'bin/trailwatch.ts', 'rules', 'check', RULE]);
        workshop.follow([...TSX, 'bin/trailwatch.ts', 'rules', 'test', RULE]);
      },
      'its engines': (workshop) => workshop.follow([...TSX, 'tools/rules/claim-engines.ts']),
      'its rows in the documents': (workshop) => workshop.follow(GENERATE),
      'what people read of it': (workshop) =>
        workshop.run([...JEST, 'test/rules/messages'], { UPDATE_MESSAGES: '1' }),
    },
    tests: ['test/rules', 'test/bin/generators/generated-files'],
    needed: {
      'its engines': 'test/rules/engines',
      'its rows in the documents': 'test/bin/generators/generated-files',
      'what people read of it': 'test/rules/messages',
    },
  },
  {
    page: 'alarm.md',
    steps: {
      'its text': (workshop) =>
        workshop.edit(
          'lib/core/alarm/pipeline/machine-alarms.ts',
          'export const SEARCH_ALARMS = {',
          `export const SEARCH_ALARMS = {
  SlowAlarm: {
    runbook: 'archive-search-slow',
    title: 'Alerts of an archive search are sent slowly',
    meaning: 'The function that sends alerts of archive searches takes longer than it should.',
    firstSteps: ['Read its log for the calls that take the time.', 'Raise its memory if none does.'],
  },`,
        ),
      'the alarm': (workshop) =>
        workshop.edit(
          'lib/constructs/archive-search/search-machine.ts',
          '  const alarm = createPipelineAlarm(',
          `  createPipelineAlarm(
    own,
    {
      ...{ id: 'SlowAlarm', about: SEARCH_ALARMS.SlowAlarm, threshold: 600_000, periods: 1 },
      metric: (period) => lambdaFunction.metricDuration({ period }),
    },
    { alertTopic, runbooks, alarmActions },
  );
  const alarm = createPipelineAlarm(`,
        ),
      'its runbook': (workshop) => workshop.follow(GENERATE),
    },
    tests: ['test/bin/generators/generated-files', 'test/constructs/alarm/runbooks'],
    needed: {
      'the alarm': 'test/constructs/alarm/runbooks',
      'its runbook': 'test/bin/generators/generated-files',
    },
  },
  {
    page: 'command.md',
    steps: {
      'the command': (workshop) => {
        workshop.write(
          'bin/commands/greet.ts',
          `import type { CommandIo } from '../cli/command-io';

/** Greets. */
export async function greet(io: CommandIo): Promise<number> {
  io.stdout.write('Hello\\n');
  return 0;
}
`,
        );
      },
      'its place in the usage': (workshop) => {
        workshop.write(
          'bin/usage/add-greet.ts',
          `import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import type { Run } from '../cli/command-options';

/** Registers \`greet\`. */
export function addGreet(program: Command, io: CommandIo, run: Run): void {
  program
    .command('greet')
    .description('Say hello.')
    .action(async () => {
      const { greet } = await import('../commands/greet');
      run.status = await greet(io);
    });
}
`,
        );
        const table = workshop.read('bin/usage/command-table.ts');
        workshop.write('bin/usage/command-table.ts', `import { addGreet } from './add-greet';\n${table}`);
        workshop.edit(
          'bin/usage/command-table.ts',
          '    scan: {',
          "    greet: { add: addGreet, page: 'investigate/command-line.md' },\n    scan: {",
        );
        workshop.insert(
          'test/bin/usage.test.ts',
          '  scan [options] <path...>   ',
          `  greet${' '.repeat(34)}Say hello.\n`,
        );
      },
      'its example': (workshop) =>
        workshop.insert('bin/cli/command-help.ts', '  scan: [', "  greet: ['greet'],\n"),
      'its line in the documents': (workshop) =>
        workshop.edit(
          'docs/investigate/command-line.md',
          '- `view` prints',
          '- `greet` says hello.\n- `view` prints',
        ),
    },
    tests: ['test/bin/usage', 'test/documents/commands', 'test/documents/pages'],
    needed: {
      'its example': 'test/bin/usage.test.ts: every command shows examples',
      'its line in the documents': 'test/documents/commands',
    },
  },
  {
    page: 'example.md',
    steps: {
      'the copy': (workshop) => {
        workshop.copy('examples/account', 'examples/short');
        workshop.edit(
          'examples/short/package.json',
          'trailwatch-example-account',
          'trailwatch-example-short',
        );
      },
      'its row in the README': (workshop) =>
        workshop.edit(
          'README.md',
          '| [account](examples/account/README.md)',
          '| [short](examples/short/README.md) | a copy |\n| [account](examples/account/README.md)',
        ),
    },
    tests: ['examples/short', 'test/examples', 'test/documents/readme'],
    needed: { 'its row in the README': 'test/examples' },
  },
];
