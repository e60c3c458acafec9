/** Writes the tables beside the catalogues of others: `npm run cover:sigma`. That of Sigma rules needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GUARDDUTY_COVERAGE_PATH, renderGuardDutyCoverage } from '../../test/rules/guardduty-coverage';
import { OTHER_CATALOGUES_PATH, renderOtherCatalogues } from '../../test/rules/other-catalogues';
import { renderSigmaCoverage, SIGMA_COVERAGE_PATH } from '../../test/rules/sigma-coverage-page';

const ROOT = resolve(__dirname, '../..');

writeFileSync(resolve(ROOT, GUARDDUTY_COVERAGE_PATH), renderGuardDutyCoverage());
writeFileSync(resolve(ROOT, SIGMA_COVERAGE_PATH), renderSigmaCoverage());
writeFileSync(resolve(ROOT, OTHER_CATALOGUES_PATH), renderOtherCatalogues());
