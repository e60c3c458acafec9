import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARTITION_VARIABLE } from '../../../test/scenarios/place';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import type { HandlerQuestion } from './handler-questions';
import type { Question } from './question';
import { ask, SIMULATOR, type Simulator } from './simulator';

const QUESTIONS = join(__dirname, 'handler-questions.ts');
/** GovCloud has the names of `aws` in other ARNs; the proof of the functions' calls asks our own evaluation in all three. */
const PARTITIONS = ['aws', 'aws-cn'];
const FEWEST = 1_000;

/** Of the independent simulator, every call of every shipped function is allowed on the resource that it is made on. */
export async function checkHandlers(simulator: Simulator, folder: string, outcome: Outcome): Promise<void> {
  for (const partition of PARTITIONS) {
    const questions = await questionsIn(partition, folder);
    const refused: string[] = [];
    for (const { title, question } of questions) {
      const { overallResult, resultType, errors } = await ask(withKnownKeys(question), simulator);
      const result = overallResult ?? `${resultType}: ${JSON.stringify(errors)}`;
      if (result !== 'Allowed') refused.push(`${result}: ${title}`);
    }
    outcome.check(
      refused.length === 0 && questions.length >= FEWEST,
      `functions in ${partition}, with keys of customers: ${questions.length} calls are allowed by ${SIMULATOR}`,
      [`${refused.length} are not`, ...refused.slice(0, 10)],
    );
  }
}

async function questionsIn(partition: string, folder: string): Promise<readonly HandlerQuestion[]> {
  const file = join(folder, `handler-questions-${partition}.json`);
  const env = { ...process.env, [PARTITION_VARIABLE]: partition };
  await mustRun('node', ['--no-warnings', '--import', 'tsx', QUESTIONS, partition, file], { env });
  return JSON.parse(readFileSync(file, 'utf8')) as readonly HandlerQuestion[];
}

/**
 * The simulator takes encryption contexts, whose names end in a name of the caller's own, out of every request: conditions on them hold in
 * none. Requests and policies have another key of that kind in place of them, so that the same values are compared.
 */
function withKnownKeys(question: Question): Question {
  const text = JSON.stringify(question).replaceAll(
    /kms:EncryptionContext:([\w:]+)/gi,
    (_key, name: string) => `aws:PrincipalTag/context-${name.replaceAll(':', '-')}`,
  );
  return JSON.parse(text) as Question;
}
