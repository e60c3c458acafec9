import { join } from 'node:path';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { account } from '../../../test/scenarios/account';
import { coveringScenarios } from '../covering-scenarios';
import type { Outcome } from '../outcome';
import type { SynthesizedTemplate } from '../scenario-templates';
import { ask, type DeployedResource } from './ask';
import { checkDelivery } from './check-delivery';
import { type DeployedStack, deployEstate } from './deploy-estate';
import { gapFor } from './emulator-gaps';
import { REFUSED } from './left-out';
import { publishAssets } from './publish-assets';
import { renderTable } from './render-table';
import { reportGaps } from './report-gaps';
import { type EmulatorServer, withEmulator } from './start-emulator';

/** What is checked, with what, and where to. */
export interface EstatesCheck {
  /** Of all scenarios. */
  readonly templates: readonly SynthesizedTemplate[];
  /** The path of a command in the emulator's virtual environment. */
  readonly command: (name: string) => string;
  readonly folder: string;
  readonly outcome: Outcome;
}

/**
 * Deploys scenarios to an emulator of AWS, all accounts and Regions of them, asks for every resource again, and checks that each
 * came out as its template says. One account has a log file sent through it besides. What the emulator cannot tell is printed.
 *
 * DeletionPolicy and UpdateReplacePolicy are no part of it: only CloudFormation knows them. That a second deployment changes nothing is
 * in test/integ.
 */
export async function checkEstates(check: EstatesCheck): Promise<void> {
  const resources: DeployedResource[] = [];
  const types = new Set<string>();
  await withEmulator(check.command('moto_server'), async (server) => {
    for (const scenario of deployedScenarios(check)) {
      const templates = check.templates.filter((template) => template.scenario === scenario);
      await server.clear();
      resources.push(...(await tryEstate(server, scenario, { ...check, templates })));
    }
  });
  for (const { template } of check.templates)
    for (const { Type } of Object.values(template.Resources ?? {})) types.add(Type);
  reportGaps(resources, types, check.outcome);
  check.outcome.note(...renderTable(resources));
}

/** Those that cover what the emulator can be asked about, those that it is known to refuse, and the one that a log file is sent through. */
function deployedScenarios({ templates, outcome }: EstatesCheck): readonly string[] {
  const covering = coveringScenarios(templates.filter(({ scenario }) => !(scenario in REFUSED)));
  const all = [...new Set(templates.map(({ scenario }) => scenario))];
  const deployed = all.filter((name) => covering.has(name) || name in REFUSED || name === account.name);
  const repeating = all.filter((name) => !deployed.includes(name));
  outcome.note(`not deployed, as others have all that they have: ${repeating.join(', ')}`);
  return deployed;
}

/** Deploys it; one that fails is a failure of its own, unless it is known that the emulator cannot do it. */
async function tryEstate(
  server: EmulatorServer,
  scenario: string,
  check: EstatesCheck,
): Promise<readonly DeployedResource[]> {
  const refused = REFUSED[scenario];
  try {
    const resources = await checkEstate(server, scenario, check);
    check.outcome.check(refused === undefined, `${scenario}: is deployed`, ['remove it from left-out.ts']);
    return resources;
  } catch (error) {
    const { message } = error as Error;
    const isKnown = refused !== undefined && message.includes(refused.refusal);
    const what = isKnown ? `cannot be deployed, as known: ${refused.why}` : 'is deployed';
    check.outcome.check(isKnown, `${scenario}: ${what}`, [message]);
    return [];
  }
}

async function checkEstate(
  server: EmulatorServer,
  scenario: string,
  { command, folder, outcome, templates }: EstatesCheck,
): Promise<readonly DeployedResource[]> {
  const assets = { python: command('python'), folder: join(folder, 'assets') };
  for (const stack of templates) await publishAssets(server.at(stack), stack, assets);
  const deployed = await deployEstate(server, templates);
  const resources = await askAll(server, deployed);
  checkResources(scenario, resources, outcome);
  if (scenario === account.name) for (const stack of deployed) await checkInside(server, stack, outcome);
  return resources;
}

async function askAll(server: EmulatorServer, stacks: readonly DeployedStack[]) {
  const answers = await Promise.all(stacks.map(({ stack, standing }) => ask(server.at(stack), standing)));
  return answers.flat();
}

function checkResources(name: string, resources: readonly DeployedResource[], outcome: Outcome): void {
  const wrong = resources.flatMap(({ logicalId, type, differences }) =>
    differences
      .filter((difference) => gapFor(type, difference) === undefined)
      .map(
        ({ path, wanted, found }) =>
          `${type} ${logicalId} ${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`,
      ),
  );
  const compared = resources.reduce((total, resource) => total + resource.compared, 0);
  const what = `${name}: ${resources.length} resources deployed as the templates say (${compared} values)`;
  outcome.check(wrong.length === 0 && compared > 0, what, wrong);
}

async function checkInside(
  server: EmulatorServer,
  { stack, standing }: DeployedStack,
  outcome: Outcome,
): Promise<void> {
  const aws = server.at(stack);
  const trails = standing.filter(({ resource }) => resource.type === 'AWS::CloudTrail::Trail');
  for (const { resource } of trails)
    await aws.cloudTrail.send(new StopLoggingCommand({ Name: resource.ref }));
  const asked = await ask(aws, trails);
  const seen = asked.every(({ differences }) => differences.some(({ path }) => path === 'IsLogging'));
  // A comparison that never finds anything proves nothing.
  outcome.check(asked.length > 0 && seen, 'a trail that is stopped by hand is found to differ');
  await checkDelivery(aws, standing, stack, outcome);
}
