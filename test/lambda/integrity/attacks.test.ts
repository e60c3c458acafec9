import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Progress } from '../../../lambda/aws/table/progress-item';
import * as damage from '../../digest/damage';
import { logText, SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS, World } from './world';

const ACCOUNT = '111122223333';
const FOLDER = `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/`;
const RECHECKS = { ...SETTINGS, recheckHours: 24, recheckReachHours: 20 * 24 };

function worldOf(plan: Partial<TrailPlan> = {}, settings = SETTINGS): World {
  return new World(new SignedArchive([{ accountId: ACCOUNT, hours: 12, logs: 2, ...plan }]), settings);
}

async function runToEnd(world: World): Promise<void> {
  await world.runUntil(world.archive.digests.at(-1)!.endMs + 30 * MINUTE_MS);
}

/** Lets every file be rechecked once or twice, and tells what was reported of the key in this time. */
async function recheck(world: World, key: string): Promise<readonly string[]> {
  const { length } = world.published;
  await world.runUntil(world.nowMs + 2 * DAY_MS);
  return world.published
    .slice(length)
    .filter(({ source }) => source.key === key)
    .map(({ ruleId }) => ruleId);
}

describe('a second change of a file is reported', () => {
  test('after the file was right again, also if it is the same change', async () => {
    const world = worldOf({ hours: 60 }, RECHECKS);
    await runToEnd(world);
    const [key = ''] = world.archive.digests[5]!.logKeys;
    const right = damage.objectAt(world.archive, key).bytes;
    const put = (bytes: Buffer) => {
      damage.objectAt(world.archive, key).bytes = bytes;
    };
    const wrong = gzipSync(logText('changed'));
    put(wrong);
    expect(await recheck(world, key)).toEqual(['trailwatch-log-tampered']);
    put(right);
    expect(await recheck(world, key)).toEqual([]);
    put(wrong);
    expect(await recheck(world, key)).toEqual(['trailwatch-log-tampered']);
    expect(await recheck(world, key)).toEqual([]);
    put(gzipSync(logText('changed once more')));
    expect(await recheck(world, key)).toEqual(['trailwatch-log-tampered']);
  });

  test('and a second deletion, after the file came back', async () => {
    const world = worldOf({ hours: 60 }, RECHECKS);
    await runToEnd(world);
    const [key = ''] = world.archive.digests[5]!.logKeys;
    const object = { ...damage.objectAt(world.archive, key) };
    damage.remove(world.archive, key);
    expect(await recheck(world, key)).toEqual(['trailwatch-log-missing']);
    world.archive.put(object);
    expect(await recheck(world, key)).toEqual([]);
    damage.remove(world.archive, key);
    expect(await recheck(world, key)).toEqual(['trailwatch-log-missing']);
  });

  test('and a second deletion of the newest digest file, of which the event of S3 alone tells', async () => {
    const world = worldOf({ hours: 24 });
    world.isVersioned = false;
    const { key } = world.archive.digests[3]!;
    const { bytes, metadata } = damage.objectAt(world.archive, key);
    await world.runUntil(world.arrivalOf(key) + 10 * MINUTE_MS);
    world.nowMs -= 50 * MINUTE_MS;
    const toldAfter = async (act: () => void) => {
      const { length } = world.published;
      act();
      await world.runUntil(world.nowMs + 6 * HOUR_MS);
      return world.published.slice(length).filter(({ source }) => source.key === key);
    };
    expect(await toldAfter(() => world.delete(key))).toHaveLength(1);
    expect(await toldAfter(() => world.write(key, bytes, metadata))).toEqual([]);
    expect(await toldAfter(() => world.delete(key))).toHaveLength(1);
  });
});

test('the newest digest file, changed minutes before the next one comes, is reported alone', async () => {
  const world = worldOf();
  const { digests } = world.archive;
  const { key, endMs } = digests[4]!;
  await world.runUntil(endMs + HOUR_MS - MINUTE_MS);
  world.nowMs = world.arrivalOf(digests[5]!.key) - 4 * MINUTE_MS;
  world.write(key, gzipSync(logText('changed')));
  await world.drain();
  expect(world.reported).toEqual([`trailwatch-digest-tampered ${key}`]);
  await runToEnd(world);
  expect(world.reported).toEqual([`trailwatch-digest-tampered ${key}`]);
});

test('objects with long names make no state too large for the table', async () => {
  const world = worldOf();
  const { archive } = world;
  const folder = archive.digests[4]!.key.replace(/[^/]+$/, '');
  for (let at = 0; at < 700; at += 1) {
    const name = Array.from({ length: 10 }, (_, part) =>
      createHash('sha512').update(`${at} ${part}`).digest('base64url'),
    );
    const key = `${folder}${name.join('')}`;
    archive.put({ bucket: SETTINGS.bucketName, key, bytes: Buffer.from('x'), metadata: {} });
    world.late.set(key, archive.digests[4]!.endMs);
  }
  await runToEnd(world);
  const sizes = [...world.progress.values()].map(({ text }) => gzipSync(text).length);
  expect(Math.max(...sizes)).toBeLessThan(100_000);
});

test('an alert on files without a public key says that CloudTrail refused to give keys', async () => {
  const world = worldOf();
  world.refusals.set('eu-west-1', Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
  await runToEnd(world);
  expect(world.published.map(({ summary }) => summary)).toEqual([
    expect.stringContaining('AWS does not return the public keys to the monitor (AccessDeniedException)'),
  ]);
});

test('a digest file with an invented key does not use up the alert on a Region whose keys are refused', async () => {
  const world = worldOf({ hours: 24 });
  const { archive } = world;
  const { key: genuine, endMs } = archive.digests[3]!;
  const key = genuine.replace('_audit_', '_zzz_');
  damage.copyTo(archive, genuine, key);
  damage.editDigest((json) => {
    json.digestS3Object = key;
  })(archive, key);
  damage.forgeDigest(archive, key);
  world.late.set(key, endMs + 5 * MINUTE_MS);
  await world.runUntil(archive.digests[8]!.endMs);
  const before = world.published.length;
  world.refusals.set('eu-west-1', Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
  await world.runUntil(archive.digests[20]!.endMs, world.container());
  expect(world.published.slice(before).map(({ summary }) => summary)).toEqual([
    expect.stringContaining('AWS does not return the public keys to the monitor (AccessDeniedException)'),
  ]);
});

describe('junk among the digest files', () => {
  /** A digest of an attacker an hour, which lists twenty log files of the attacker. */
  function floodedWorld(rename: (key: string) => string): World {
    const world = worldOf({}, { ...SETTINGS, stormThreshold: 1000 });
    const { archive } = world;
    for (const digest of archive.digests.slice(2, 8)) {
      const logs = Array.from({ length: 20 }, (_, at) =>
        digest.logKeys[0]!.replace(/_[0-9a-f]+\.json\.gz$/, `_forged${at}.json.gz`),
      );
      for (const key of logs)
        archive.put({ bucket: SETTINGS.bucketName, key, bytes: gzipSync(logText(key)), metadata: {} });
      const key = rename(digest.key);
      damage.copyTo(archive, digest.key, key);
      damage.editDigest((json) => {
        json.digestS3Object = key;
        json.logFiles = logs.map((s3Object) => ({
          ...{ s3Bucket: SETTINGS.bucketName, s3Object, hashAlgorithm: 'SHA-256' },
          hashValue: damage.textHash(archive, s3Object),
        }));
      })(archive, key);
      damage.forgeDigest(archive, key, false);
    }
    return world;
  }

  test.each([
    ['of an invented trail', (key: string) => key.replace('_audit_', '_aaa_')],
    ['of a trail whose name comes last', (key: string) => key.replace('_audit_', '_zzz_')],
    ['in the chain of the trail', (key: string) => key.replace(/(\d\d)Z\.json/, '59Z.json')],
  ])('%s does not explain forged log files: each is reported', async (_, rename) => {
    const world = floodedWorld(rename);
    await runToEnd(world);
    const added = world.published.filter(
      ({ ruleId, source }) => ruleId === 'trailwatch-file-added' && source.key?.includes('_forged'),
    );
    expect(added).toHaveLength(120);
    expect(world.published.filter(({ severity }) => severity === 'critical')).toEqual([]);
  });

  test('in the chain of the trail hides no silence', async () => {
    const world = worldOf();
    const { archive } = world;
    for (const { key } of archive.digests.slice(6)) damage.forgeDigest(archive, key);
    await runToEnd(world);
    expect(world.reported).toContain(`trailwatch-digest-silence ${archive.digests[5]!.key}`);
  });

  test('does not keep the true digest files from being checked', async () => {
    const world = worldOf();
    const { archive } = world;
    for (const digest of archive.digests.slice(2, 8)) {
      const key = digest.key.replace(/(\d\d)Z\.json/, '59Z.json');
      damage.copyTo(archive, digest.key, key);
      damage.forgeDigest(archive, key);
    }
    damage.replaceText(archive, archive.digests[5]!.logKeys[0]!);
    await runToEnd(world);
    expect(world.reported).toContain(`trailwatch-log-tampered ${archive.digests[5]!.logKeys[0]}`);
  });
});

describe('the state of a folder is not trusted', () => {
  test.each<[string, (state: Record<string, unknown>) => void]>([
    [
      'a time of the check that is still to come',
      (state) => {
        state.checkedAtMs = 9e15;
      },
    ],
    [
      'a time of the first meeting that is still to come',
      (state) => {
        state.metMs = 9e15;
      },
    ],
    [
      'logs that are settled for all time',
      (state) => {
        (state.position as Record<string, unknown>).logsUntilMs = 9e15;
      },
    ],
    [
      'a newest digest of another century',
      (state) => {
        const { chains } = state.position as { chains: Record<string, { key: string }> };
        for (const chain of Object.values(chains)) chain.key = chain.key.replaceAll('2026', '2126');
      },
    ],
    [
      'a text of another kind',
      (state) => {
        for (const name of Object.keys(state)) delete state[name];
      },
    ],
  ])('with %s, it is checked all the same', async (_, change) => {
    const world = worldOf();
    await world.runUntil(world.nowMs + 5 * HOUR_MS);
    const progress = world.progress.get(FOLDER)!;
    const state = JSON.parse(progress.text) as Record<string, unknown>;
    change(state);
    world.progress.set(FOLDER, { ...progress, text: JSON.stringify(state) });
    damage.replaceText(world.archive, world.archive.digests[8]!.logKeys[0]!);
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-log-tampered ${world.archive.digests[8]!.logKeys[0]}`]);
  });

  test('with a last plan that is still to come, rechecks go on', async () => {
    const world = worldOf({ hours: 60 }, RECHECKS);
    await runToEnd(world);
    const plan = world.progress.get('last-plan')!;
    world.progress.set('last-plan', { ...plan, text: '9e15' });
    const [key = ''] = world.archive.digests[5]!.logKeys;
    damage.replaceText(world.archive, key);
    expect(await recheck(world, key)).toEqual(['trailwatch-log-tampered']);
  });

  test('whose last plan is deleted before every plan still has every file rechecked', async () => {
    const world = worldOf({ hours: 60 }, RECHECKS);
    await runToEnd(world);
    const [key = ''] = world.archive.digests[5]!.logKeys;
    damage.replaceText(world.archive, key);
    for (let hour = 0; hour < 48; hour += 1) {
      world.progress.delete('last-plan');
      await world.runUntil(world.nowMs);
    }
    expect(world.reported).toContain(`trailwatch-log-tampered ${key}`);
  });

  test('with a time in the past that a check might have written, it is rejected, counted, and checked from a day back', async () => {
    const world = worldOf();
    world.isAuthenticated = true;
    await world.runUntil(world.nowMs + 5 * HOUR_MS);
    expect(world.sum('StatesRejected')).toBe(0);
    const progress = world.progress.get(FOLDER)!;
    const state = JSON.parse(progress.text) as { position: { logsUntilMs: number } };
    const [key = ''] = world.archive.digests[5]!.logKeys;
    const added = key.replace(/_[0-9a-f]+\.json\.gz$/, '_added.json.gz');
    world.archive.put({ ...damage.objectAt(world.archive, key), key: added });
    state.position.logsUntilMs = world.nowMs;
    world.progress.set(FOLDER, { ...progress, text: JSON.stringify(state) });
    await runToEnd(world);
    expect(world.reported).toEqual([`trailwatch-file-added ${added}`]);
    expect(world.sum('StatesRejected')).toBe(1);
  });

  test.each<[string, (world: World, before: Progress) => void]>([
    ['is deleted', (world) => world.progress.delete('last-plan')],
    ['is replaced by an older one', (world, before) => world.progress.set('last-plan', before)],
  ])(
    'and a last plan that %s is counted, because new places are not reported after it',
    async (_, change) => {
      const world = worldOf();
      await world.runUntil(world.nowMs + HOUR_MS);
      const before = world.progress.get('last-plan')!;
      await world.runUntil(world.nowMs + 4 * HOUR_MS);
      expect(world.sum('StatesRejected')).toBe(0);
      change(world, before);
      await world.runUntil(world.nowMs);
      expect(world.sum('StatesRejected')).toBe(1);
    },
  );

  test.each<[string, (world: World, before: Progress) => void]>([
    ['deleted', (world) => world.progress.delete(FOLDER)],
    ['replaced by an older one', (world, before) => world.progress.set(FOLDER, before)],
  ])(
    'and one that is %s before every slice is counted, because the last slice is never reached',
    async (_, change) => {
      const world = worldOf({ hours: 48, logs: 10 });
      await world.runUntil(world.nowMs + HOUR_MS);
      const before = world.progress.get(FOLDER)!;
      await world.runUntil(world.archive.digests[40]!.endMs);
      expect(world.sum('StatesRejected')).toBe(0);
      const folders = world.sum('Folders');
      world.maxLogFiles = 20;
      const container = world.container(async ({ name, subject }, effect) => {
        if (name === 'readProgress' && subject === FOLDER) change(world, before);
        return effect();
      });
      world.plan();
      for (let slices = 0; slices < 10; slices += 1) await world.step(container);
      expect(world.sum('Folders')).toBe(folders);
      expect(world.sum('StatesRejected')).toBeGreaterThan(0);
    },
  );

  test('and a last plan that another wrote queues no recheck of everything', async () => {
    const world = worldOf({ hours: 60 }, { ...SETTINGS, recheckHours: 90 * 24 });
    world.isAuthenticated = true;
    await world.runUntil(world.nowMs + 2 * HOUR_MS);
    const plan = world.progress.get('last-plan')!;
    world.progress.set('last-plan', { ...plan, text: '1' });
    const send = jest.spyOn(world, 'send');
    await world.runUntil(world.nowMs);
    expect(send.mock.calls.filter(([body]) => body.includes('"recheck"'))).toEqual([]);
    expect(world.sum('StatesRejected')).toBe(1);
  });
});
