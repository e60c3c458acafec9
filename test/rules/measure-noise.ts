/** Writes the tables of alerts on ordinary activity: `npm run measure:noise`. It needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ordinaryDays, renderDays } from '../noise/ordinary-days';
import { NOISE_PATH, renderNoise } from './noise-page';

ordinaryDays().then((played) =>
  writeFileSync(resolve(__dirname, '../..', NOISE_PATH), renderNoise(renderDays(played))),
);
