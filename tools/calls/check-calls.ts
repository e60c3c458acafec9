import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../peers/outcome';
import { readIamServices } from './iam-actions';
import { CALLS_PATH, renderCalls } from './render-calls';
import { readServiceModels } from './service-models';

/** The catalogue of calls is that of the models. */
export async function checkCalls(python: string, outcome: Outcome): Promise<void> {
  const models = await readServiceModels(python);
  const found = readFileSync(join(resolve(__dirname, '../..'), CALLS_PATH), 'utf8');
  outcome.check(
    found === renderCalls(models, readIamServices()),
    `the catalogue of calls is that of botocore ${models.version} and iam-data: npm run write:calls`,
  );
}
