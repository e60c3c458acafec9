/** Writes the table of alerts on ordinary activity: `npm run measure:noise`. It needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NOISE_PATH, renderNoise } from './noise-page';

writeFileSync(resolve(__dirname, '../..', NOISE_PATH), renderNoise());
