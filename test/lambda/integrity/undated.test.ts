import { gzipSync } from 'node:zlib';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { DAY_MS, World } from './world';

const ACCOUNT = '111122223333';
const FOLDER = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/10/03/`;

test('each added log file whose name has no time is reported as added', async () => {
  const world = new World(new SignedArchive([{ accountId: ACCOUNT, hours: 24 * 8, logs: 1 }]));
  await world.runUntil(Date.parse('2026-10-03T06:00:00Z'));
  const times = ['20200101T0000Z', '20261002T0500Z'];
  const dated = times.map((time) => `${ACCOUNT}_CloudTrail_eu-west-1_${time}_added`);
  const keys = [...dated, 'a', 'b'].map((name) => `${FOLDER}${name}.json.gz`);
  for (const key of keys) world.write(key, gzipSync(logText(key)));
  await world.runUntil(world.nowMs + DAY_MS);
  expect(world.reported).toEqual(keys.map((key) => `trailwatch-file-added ${key}`));
});
