import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { type FaultyS3, type FaultyS3Options, serveFaultyS3 } from '../faulty-s3';
import { runTrailwatch } from '../run-trailwatch';
import { FILES, textOf } from './cached-text';

const folder = folderForEachTest();

const READ_ANYWAY = 64;
const LAST = 'logs/079.json';

let objects: Record<string, string>;
let server: FaultyS3;
const before = { ...process.env };

beforeEach(() => {
  objects = Object.fromEntries(
    Array.from({ length: FILES }, (_, file) => [
      `logs/${String(file).padStart(3, '0')}.json`,
      textOf(file, 'alice'),
    ]),
  );
});

afterEach(async () => {
  process.env = { ...before };
  await server.stop();
});

async function serve(options: Omit<FaultyS3Options, 'objects'> = {}): Promise<void> {
  server = await serveFaultyS3({ objects, ...options });
  Object.assign(process.env, server.environment);
}

/** What a question gives, and how many objects it got. */
async function ask() {
  const environment = { ...server.environment, TRAILWATCH_CACHE_DIR: join(folder, 'cache') };
  const from = server.requests.length;
  const argv = ['view', 's3://bucket/logs/', '--columns', 'eventID,actor'];
  const { stdout } = await runTrailwatch(argv, { environment });
  return { stdout, objects: server.requests.slice(from).filter(({ key }) => key !== '').length };
}

it('asks S3 once for an object with the same ETag', async () => {
  await serve();
  const first = await ask();
  expect(first.objects).toBe(FILES);
  expect(await ask()).toEqual({ stdout: first.stdout, objects: READ_ANYWAY });
  objects[LAST] = textOf(79, 'mallo');
  const changed = await ask();
  expect(changed.stdout).toContain('mallo');
  expect(changed.objects).toBe(READ_ANYWAY + 1);
});

it('notices another content with the ETag and size of the former one by its time', async () => {
  let changed = '2026-08-17T14:10:00.000Z';
  await serve({ etag: 'one', changed: () => changed });
  await ask();
  objects[LAST] = textOf(79, 'mallo');
  changed = '2026-08-17T14:10:01.000Z';
  expect((await ask()).stdout).toContain('mallo');
});

it.each([
  ['with another ETag', {}],
  ['with another time alone', { etag: 'one' }],
])('does not keep what took the place of an object after it was listed, %s', async (_, options) => {
  let isReplaced = false;
  const replace = (is: boolean) => {
    isReplaced = is;
    objects[LAST] = textOf(79, is ? 'mallo' : 'alice');
    return undefined;
  };
  await serve({
    ...options,
    fault: ({ key, tries }) => (key === LAST && tries === 0 ? replace(true) : undefined),
    changed: (key) => `2026-08-17T14:10:0${key === LAST && isReplaced ? 1 : 0}.000Z`,
  });
  expect((await ask()).stdout).toContain('mallo');
  replace(false);
  const { stdout, objects: got } = await ask();
  expect(stdout).not.toContain('mallo');
  expect(got).toBe(READ_ANYWAY + 1);
});
