import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../../test-folder';
import { type FaultyS3, type FaultyS3Options, serveFaultyS3 } from '../../faulty-s3';
import type { Outcome } from '../../run-trailwatch';
import { alertsIn, logFile, RULE, record } from '../../scan-folder';
import { scanInThreads, useWorkerFile } from './scan-in-threads';

const NAMES = Array.from({ length: 30 }, (_, at) => String(at).padStart(2, '0'));
/** Every third record comes again in the next object; one object is longer than a chunk. */
const OBJECTS = Object.fromEntries(
  NAMES.map((name, at) => {
    const records = [record('StopLogging', name), record('StopLogging', `e${Math.floor(at / 3)}`)];
    const filler = at === 7 ? Array.from({ length: 2000 }, (_, n) => record('ListUsers', `f${n}`)) : [];
    return [`logs/${name}.json`, logFile(...filler, ...records)];
  }),
);

const folder = folderForEachTest();
let server: FaultyS3 | undefined;
const environment = { ...process.env };
useWorkerFile();
beforeEach(() => {
  writeFileSync(join(folder, 'stopped.yml'), RULE);
});
afterEach(() => {
  process.env = { ...environment };
});

async function scanBucket(workers: number, options: FaultyS3Options): Promise<Outcome> {
  server = await serveFaultyS3(options);
  process.env = { ...environment, ...server.environment };
  try {
    return await scanInThreads({
      ...{ paths: ['s3://bucket/logs/'], options: { rules: [folder] }, workers },
      surroundings: { environment: server.environment },
    });
  } finally {
    await server.stop();
  }
}

it.each<[string, Partial<FaultyS3Options>]>([
  ['as they are', {}],
  ['slowly', { fault: ({ tries }) => (tries < 2 ? { kind: 'reset', afterBytes: 20 } : undefined) }],
  [
    'though the bucket asks to slow down, now and then in the middle',
    {
      fault: ({ key, tries }) => {
        if (tries === 0) return { kind: 'error', status: 503, code: 'SlowDown' };
        return tries === 1 && /[13579]\.json$/.test(key) ? { kind: 'truncated', afterBytes: 100 } : undefined;
      },
    },
  ],
  [
    'but for two that are refused',
    {
      fault: ({ key }) =>
        /0[49]\.json$/.test(key) ? { kind: 'error', status: 403, code: 'InvalidObjectState' } : undefined,
    },
  ],
])('the objects of a bucket are searched by workers, read %s', async (_, options) => {
  const [one, two, three] = [
    await scanBucket(1, { objects: OBJECTS, ...options }),
    await scanBucket(2, { objects: OBJECTS, ...options }),
    await scanBucket(3, { objects: OBJECTS, ...options }),
  ];
  expect(two).toEqual(one);
  expect(three).toEqual(one);
  expect(alertsIn(one.stdout).length).toBeGreaterThan(30);
});
