/** Writes the table of the coverage of public Sigma rules: `npm run cover:sigma`. It needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderSigmaCoverage, SIGMA_COVERAGE_PATH } from './sigma-coverage-page';

writeFileSync(resolve(__dirname, '../..', SIGMA_COVERAGE_PATH), renderSigmaCoverage());
