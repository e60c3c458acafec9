import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../peers/outcome';
import { undecidedMembers } from './calls-of-kind';
import { readIamServices } from './iam-actions';
import { renderCallKinds } from './render-call-kinds';
import { CALLS_PATH, renderCalls } from './render-calls';
import { readServiceModels } from './service-models';

/** The catalogue of calls, the rules by kind and the page of kinds are those of the models. */
export async function checkCalls(python: string, outcome: Outcome): Promise<void> {
  const models = await readServiceModels(python);
  const found = readFileSync(join(resolve(__dirname, '../..'), CALLS_PATH), 'utf8');
  outcome.check(
    found === renderCalls(models, readIamServices()),
    `the catalogue of calls is that of botocore ${models.version} and iam-data: npm run write:calls`,
  );
  const undecided = undecidedMembers(models);
  outcome.check(
    undecided.length === 0,
    'each member that may be a role, an account, a principal or a policy is decided in lib/core/calls/member-kinds.ts',
    undecided,
  );
  for (const [path, text] of renderCallKinds(models))
    outcome.check(
      readFileSync(join(resolve(__dirname, '../..'), path), 'utf8') === text,
      `${path} has each operation that passes a role, names an account, puts a policy or publishes: npm run write:calls`,
    );
}
