/** Compares all engines on random cases: `npm run test:equivalence -- --cases N --seed S`. */
import { parseArgs } from 'node:util';
import { checkBatches } from '../../test/equivalence/check-batches';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '20261120' },
    },
  });
  const seed = Number(values.seed);
  const started = process.hrtime.bigint();
  const { tally, counterExamples } = await checkBatches({ cases: Number(values.cases), seed });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  for (const [name, count] of tally.all()) console.log(`${name}: ${count}`);
  console.log(`seed: ${seed}\nseconds: ${seconds.toFixed(0)}`);
  for (const example of counterExamples) console.log(`\n${example}`);
  process.exitCode = counterExamples.length === 0 ? 0 : 1;
}

void main();
