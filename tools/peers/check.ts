/**
 * What other people's tools say to what we synthesize: cfn-lint and checkov over every scenario, cfn-lint over trails of
 * random event selections too, and moto, an emulator of AWS, over everything that one account deploys; and apps in
 * Python, Java and Go make the same templates as in TypeScript. The AWS CLI validates archives that were damaged in every way, as trailwatch does, and
 * looks events up where the tests of Event history do. The CloudTrail Processing Library for Java works through the
 * same queues as ours. What sinks send keeps to the schemas that OCSF and AWS publish. State machines run in
 * the interpreters of moto and of LocalStack, whose CloudFormation creates, changes and deletes every scenario. The CDK's command line imports a trail as docs/deploy/moving.md says it. What is
 * compiled runs on the engines themselves, event-ruler and Trino. Requests are decided as an independent simulator of IAM decides them, which runs the policies of `permissions` over the calls of
 * their logs, too.
 * pySigma, Sigma's own library, loads the built-in rules, and botocore's models have the parameters that they read. The tools are installed into a cache folder on first use.
 * Without Python the run fails in CI, and is left out with a word elsewhere.
 */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account } from '../../test/scenarios/account';
import { FURTHER_ESTATES, SCENARIOS } from '../../test/scenarios/scenarios';
import { checkCalls } from '../calls/check-calls';
import { checkAbsentTypes } from '../region-types/check-absent-types';
import { checkAccess } from './access/check-access';
import { checkCloudFormation } from './cloudformation/check-cloudformation';
import { checkUsage } from './cost/check-usage';
import { checkDocuments } from './documents/check-documents';
import { checkEstates } from './emulator/check-estates';
import { CI_CASES, checkEngines } from './engines/check-engines';
import { checkHistory } from './history/check-history';
import { checkAdoption } from './import/check-adoption';
import { checkImport } from './import/check-import';
import { checkValidateLogs } from './integrity/check-validate-logs';
import { checkLanguages } from './languages/check-languages';
import { checkTemplates } from './lint/check-templates';
import { runCfnLint } from './lint/run-cfn-lint';
import { runCheckov } from './lint/run-checkov';
import { Outcome } from './outcome';
import { checkProcessing } from './processing/check-processing';
import { findPython, installTools, type Python } from './python-environment';
import { randomSelections } from './random-selections';
import { checkParameters } from './rules/check-parameters';
import { checkRules } from './rules/check-rules';
import { synthesizeScenarios } from './scenario-templates';
import { checkStates } from './states/check-states';
import { checkTrails } from './trails/check-trails';

/** Fewer would prove little. */
const FEWEST_SELECTIONS = 60;

async function checkAll(python: Python, folder: string, outcome: Outcome): Promise<void> {
  const [emulator, checkov, awsCli, documents, pySigma, localStack, cloudFormation] = await outcome.part(
    'installation',
    () => installTools(python),
  );
  const moto = emulator('moto_server');
  await outcome.part('validate-logs', () => checkValidateLogs(awsCli('python'), outcome));
  await outcome.part('documents', () =>
    checkDocuments(documents('python'), join(folder, 'documents'), outcome),
  );
  await outcome.part('rules', async () => {
    await checkRules(pySigma('python'), join(folder, 'rules'), outcome);
    await checkCalls(documents('python'), outcome);
    await checkParameters(documents('python'), join(folder, 'parameters'), outcome);
  });
  await outcome.part('history', () => checkHistory({ aws: awsCli('aws'), emulator: moto }, outcome));
  await outcome.part('processing', () => checkProcessing(moto, outcome));
  await outcome.part('trails', () => checkTrails(moto, outcome));
  // The command line of the CDK waits for most of its time.
  await outcome.part('state machines and imports', () =>
    Promise.all([
      checkStates({ moto, localStack: localStack('python') }, folder, outcome),
      checkImport({ command: emulator, folder: join(folder, 'import'), outcome }),
      checkAdoption({ command: emulator, folder: join(folder, 'adoption'), outcome }),
    ]),
  );
  const templates = synthesizeScenarios(SCENARIOS, folder);
  const further = synthesizeScenarios(FURTHER_ESTATES, folder);
  await outcome.part('access', () => checkAccess(templates, folder, outcome));
  const random = synthesizeScenarios([randomSelections], folder);
  outcome.check(random.length >= FEWEST_SELECTIONS, `${random.length} random selections are accepted`);
  const linted = { templates: [...templates, ...further], folder, outcome };
  await outcome.part('types by Region', () => checkAbsentTypes(emulator, outcome));
  await outcome.part('cfn-lint', () =>
    checkTemplates('cfn-lint', (all) => runCfnLint(emulator('cfn-lint'), all), {
      ...linted,
      templates: [...linted.templates, ...random],
    }),
  );
  await outcome.part('checkov', () =>
    checkTemplates('checkov', (all) => runCheckov(checkov('checkov'), all), linted),
  );
  await outcome.part('deployment in the emulator', () =>
    checkEstates({ ...linted, command: emulator, folder: join(folder, 'emulator') }),
  );
  await outcome.part('CloudFormation of LocalStack', () =>
    checkCloudFormation({
      ...{ scenarios: [...SCENARIOS, ...FURTHER_ESTATES], templates: linted.templates },
      ...{ python: cloudFormation('python'), folder: join(folder, 'cloudformation'), outcome },
    }),
  );
  const stack = templates.find(({ scenario }) => scenario === account.name);
  if (stack === undefined) throw new Error(`no scenario is called ${account.name}`);
  const inUsage = { folder: join(folder, 'usage'), outcome };
  await outcome.part('usage', () => checkUsage(moto, stack, inUsage));
}

/** A folder of its own, which is removed afterwards. */
async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trailwatch-peers-')));
  await check(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

async function main(): Promise<void> {
  const outcome = new Outcome();
  const python = await findPython();
  if (typeof python === 'string') {
    const inCi = process.env.CI === 'true';
    if (inCi) outcome.check(false, `${python}: nothing of this could be checked`);
    else console.log(`skipped: ${python}, so what other tools say to the templates is not checked`);
  } else {
    await inFolder((folder) => checkAll(python, folder, outcome));
  }
  await inFolder((folder) => checkLanguages(folder, outcome));
  await outcome.part('engines', () => checkEngines(CI_CASES, outcome));
  if (outcome.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
