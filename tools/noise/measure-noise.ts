/** Writes the tables of alerts on ordinary activity: `npm run measure:noise`. It needs the corpus. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NOISE_PATH, renderNoise } from '../../test/rules/noise-page';
import { ordinaryWeeks, renderWeeks } from './companies';
import { ordinaryDays, renderDays } from './ordinary-days';

Promise.all([ordinaryDays(), ordinaryWeeks()]).then(([days, weeks]) =>
  writeFileSync(
    resolve(__dirname, '../..', NOISE_PATH),
    renderNoise({ days: renderDays(days), weeks: renderWeeks(weeks) }),
  ),
);
