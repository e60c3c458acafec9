import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import { createEstate } from './create-estate';
import { isThere, readAll, readUploaded } from './emulated-resources';
import { startImportServer } from './import-server';
import { type ChangeSet, changesOf, ImportedStack } from './imported-stack';
import { type ImportStep, readRecipe } from './moving-recipe';
import { readIdentifiers } from './registry-schemas';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: PLACE.region };
const STACK = 'Audit';
const CDK = join(__dirname, '../../../node_modules/.bin/cdk');

/** What is checked, with what, and where to. */
export interface ImportCheck {
  /** The path of a command in the emulator's virtual environment. */
  readonly command: (name: string) => string;
  readonly folder: string;
  readonly outcome: Outcome;
}

/**
 * Takes over the trail of an account in the emulator as docs/deploy/moving.md says it, with the CDK's command line. The emulator has
 * no imports: change sets are judged here, by the rules of CloudFormation and the identifiers of its registry.
 */
export async function checkImport({ command, folder, outcome }: ImportCheck): Promise<void> {
  const identifiersOf = await readIdentifiers(command('python'));
  await withEmulator(command('moto_server'), async (server) => {
    const aws = server.at(PLACE);
    const steps = readRecipe(STACK, await createEstate(aws));
    const taken = steps.flatMap(({ imports }) => imports);
    const before = await readAll(aws, taken);
    const stack = new ImportedStack({
      stackName: STACK,
      stackId: `arn:aws:cloudformation:eu-west-1:111122223333:stack/${STACK}/1`,
      identifiersOf,
      isThere: (one) => isThere(aws, one),
      readTemplate: (url) => readUploaded(aws, url),
    });
    const gateway = await startImportServer(server.endpoint, stack);
    try {
      await takeOver(steps, gateway.endpoint, folder);
    } finally {
      await gateway.stop();
    }
    checkChangeSets(stack.executed, steps, outcome);
    const same = isDeepStrictEqual(await readAll(aws, taken), before);
    outcome.check(same && before.length > 0, 'cdk import: what is imported is as it was');
  });
}

/** Imports the archive, deploys what it lacks, and imports the trail. */
async function takeOver(
  [archive, trail]: readonly ImportStep[],
  AWS_ENDPOINT_URL: string,
  folder: string,
): Promise<void> {
  if (archive === undefined || trail === undefined)
    throw new Error('docs/deploy/moving.md has no two imports');
  const env = { ...process.env, ...CREDENTIALS, AWS_ENDPOINT_URL };
  const cdk = ({ assembly }: ImportStep, verb: string, ...options: readonly string[]) =>
    mustRun(CDK, [verb, STACK, '--app', assembly, '--no-notices', ...options], { env });
  const importBy = async (step: ImportStep) => {
    const file = join(folder, 'mapping.json');
    const mapping = step.imports.map(({ logicalId, identifier }) => [logicalId, identifier]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(mapping)));
    await cdk(step, 'import', '--resource-mapping', file);
  };
  mkdirSync(folder, { recursive: true });
  await importBy(archive);
  await cdk(archive, 'deploy', '--revert-drift', '--require-approval', 'never');
  await importBy(trail);
}

function checkChangeSets(
  executed: readonly ChangeSet[],
  [archive, trail]: readonly ImportStep[],
  outcome: Outcome,
): void {
  const [first, deployed, second] = executed;
  const imported = [first, second].map((changeSet) => changeSet?.imports);
  const wanted = [archive?.imports, trail?.imports];
  outcome.check(
    executed.length === 3 && isDeepStrictEqual(imported, wanted),
    'cdk import: two imports of docs/deploy/moving.md with a deployment between them, each accepted with all of its mapping',
    [JSON.stringify(executed.map(({ kind, imports }) => ({ kind, imports })))],
  );
  const added = changesOf(deployed?.template ?? {}, first?.template);
  outcome.check(
    deployed?.mode === 'REVERT_DRIFT' && added.length > 0 && added.every(([action]) => action === 'Add'),
    'cdk import: the deployment replaces and removes nothing, and changes what differs from the template',
    [JSON.stringify({ mode: deployed?.mode, added })],
  );
  const left = changesOf(trail?.template ?? {}, second?.template);
  outcome.check(left.length === 0, 'cdk import: the stack is then that of the last example', [
    JSON.stringify(left),
  ]);
}
