import { join } from 'node:path';
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import type { Outcome } from '../outcome';
import type { SynthesizedTemplate } from '../scenario-templates';
import { ask, type DeployedResource } from './ask';
import { CallLog } from './call-log';
import { checkDelivery } from './check-delivery';
import { deploy, type StandingResource } from './deploy';
import { EMULATOR_GAPS, gapFor } from './emulator-gaps';
import { kindOf } from './kinds/resource-kinds';
import { publishAssets } from './publish-assets';
import { renderTable } from './render-table';
import { type Emulator, withEmulator } from './start-emulator';

/**
 * Deploys a stack to an emulator of its own, asks for every resource again, and checks that each came out as its template
 * says; then sends a log file through it. What the emulator cannot tell is printed.
 *
 * DeletionPolicy and UpdateReplacePolicy are no part of it: only CloudFormation knows them.
 *
 * @param command the path of a command in the emulator's virtual environment
 */
export async function checkDeployment(
  command: (name: string) => string,
  stack: SynthesizedTemplate,
  { folder, outcome }: { readonly folder: string; readonly outcome: Outcome },
): Promise<void> {
  await withEmulator(command('moto_server'), stack, async (aws) => {
    await publishAssets(aws, stack, { python: command('python'), folder: join(folder, 'assets') });
    const standing = await deploy(aws, stack, new CallLog(aws));
    const resources = await ask(aws, standing);
    checkResources(resources, outcome);
    reportGaps(resources, outcome);
    await checkThatChangesAreSeen(aws, standing, outcome);
    await checkDelivery(aws, standing, stack, outcome);
    outcome.note(...renderTable(resources));
  });
}

function checkResources(resources: readonly DeployedResource[], outcome: Outcome): void {
  for (const type of new Set(resources.map((resource) => resource.type))) {
    const ofType = resources.filter((resource) => resource.type === type);
    const wrong = ofType.flatMap(({ logicalId, differences }) =>
      differences
        .filter((difference) => gapFor(type, difference) === undefined)
        .map(
          ({ path, wanted, found }) =>
            `${logicalId} ${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`,
        ),
    );
    const compared = ofType.reduce((total, resource) => total + resource.compared, 0);
    const what = `${type}: ${ofType.length} deployed as the template says (${compared} values)`;
    outcome.check(wrong.length === 0 && compared > 0, what, wrong);
  }
}

/** Says what the emulator's answers do not prove, and where it was not treated as CloudFormation treats AWS. */
function reportGaps(resources: readonly DeployedResource[], outcome: Outcome): void {
  for (const { logicalId, type, differences } of resources) {
    for (const difference of differences) {
      const gap = gapFor(type, difference);
      if (gap !== undefined) outcome.note(`not comparable: ${type} ${logicalId} ${gap.path}: ${gap.why}`);
    }
  }
  for (const type of new Set(resources.map((resource) => resource.type))) {
    const { avoidStack, putLast = {} } = kindOf(type);
    if (avoidStack !== undefined)
      outcome.note(`not by the emulator's CloudFormation: ${type}: ${avoidStack}`);
    for (const [property, { why }] of Object.entries(putLast)) {
      outcome.note(`after everything else: ${type} ${property}: the emulator ${why}`);
    }
  }
  const stale = EMULATOR_GAPS.filter(
    (gap) =>
      !resources.some(({ type, differences }) => differences.some((found) => gapFor(type, found) === gap)),
  );
  outcome.check(
    stale.length === 0,
    'every gap that is known of the emulator is still there',
    stale.map(({ type, path }) => `remove ${type} ${path} from emulator-gaps.ts`),
  );
}

/** A comparison that never finds anything proves nothing. */
async function checkThatChangesAreSeen(
  aws: Emulator,
  standing: readonly StandingResource[],
  outcome: Outcome,
): Promise<void> {
  const trails = standing.filter(({ resource }) => resource.type === 'AWS::CloudTrail::Trail');
  for (const { resource } of trails)
    await aws.cloudTrail.send(new StopLoggingCommand({ Name: resource.ref }));
  const asked = await ask(aws, trails);
  const seen = asked.every(({ differences }) => differences.some(({ path }) => path === 'IsLogging'));
  outcome.check(asked.length > 0 && seen, 'a trail that is stopped by hand is found to differ');
}
