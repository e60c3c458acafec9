/**
 * More cases than CI has time for:
 * `npm run test:engines -- --ruler N --trino N --seed S --record-step N --trino-rule-step N --correlations N --facts N`.
 */
import { parseArgs } from 'node:util';
import { Outcome } from '../outcome';
import { CI_CASES, checkEngines } from './check-engines';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ruler: { type: 'string', default: `${CI_CASES.ruler}` },
      trino: { type: 'string', default: `${CI_CASES.trino}` },
      seed: { type: 'string', default: `${CI_CASES.seed}` },
      correlations: { type: 'string', default: `${CI_CASES.correlations}` },
      facts: { type: 'string', default: `${CI_CASES.facts}` },
      'trino-rule-step': { type: 'string', default: `${CI_CASES.trinoRuleStep}` },
      'record-step': { type: 'string', default: `${CI_CASES.recordStep}` },
    },
  });
  const outcome = new Outcome();
  await checkEngines(
    {
      ruler: Number(values.ruler),
      trino: Number(values.trino),
      seed: Number(values.seed),
      recordStep: Number(values['record-step']),
      trinoRuleStep: Number(values['trino-rule-step']),
      correlations: Number(values.correlations),
      facts: Number(values.facts),
    },
    outcome,
  );
  if (outcome.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
