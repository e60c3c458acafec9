/** Writes the tables of the coverage of GuardDuty's findings and of public Sigma rules: `npm run cover:sigma`. The second needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GUARDDUTY_COVERAGE_PATH, renderGuardDutyCoverage } from './guardduty-coverage';
import { renderSigmaCoverage, SIGMA_COVERAGE_PATH } from './sigma-coverage-page';

writeFileSync(resolve(__dirname, '../..', GUARDDUTY_COVERAGE_PATH), renderGuardDutyCoverage());
writeFileSync(resolve(__dirname, '../..', SIGMA_COVERAGE_PATH), renderSigmaCoverage());
