import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLEAN_LAYOUTS } from '../digest/clean-layouts';
import {
  ADDITIONS,
  type DamageEffect,
  type DamageKind,
  DIGEST_DAMAGE,
  HARMLESS_CHANGES,
  LOG_DAMAGE,
} from '../digest/damage-kinds';
import {
  EDITED_MEMBERS,
  FURTHER_ADDITIONS,
  FURTHER_DIGEST_DAMAGE,
  FURTHER_HARMLESS_CHANGES,
  FURTHER_LOG_DAMAGE,
} from '../digest/further-damage';
import { DEFAULT_PLAN, SignedArchive } from '../digest/signed-archive';
import { SIGNING_KEYS } from '../digest/signing-key';
import { serveArchive } from '../local-aws/archive-server';
import { folderForAllTests } from '../test-folder';
import { runTrailwatch } from './run-trailwatch';

const MINUTE_MS = 60 * 1000;
const HOURS = 8;
const POSITIONS = { first: 0, middle: 4, newest: HOURS - 1 };

interface Verdict {
  readonly kind: string;
  readonly key: string;
  readonly status: string;
  readonly reason?: string;
}

const folder = folderForAllTests();
let runs = 0;
/** Validates an archive with its metadata, half an hour after its last digest. */
async function validate(archive: SignedArchive, { isMixed = false }: Partial<DamageEffect> = {}) {
  const base = join(folder, String(runs++));
  mkdirSync(join(base, 'archive'), { recursive: true });
  archive.writeTo(join(base, 'archive'));
  const metadata = Object.fromEntries(
    [...archive.objects.values()].map((object) => [object.key, object.metadata]),
  );
  writeFileSync(join(base, 'metadata.json'), JSON.stringify(metadata));
  const PublicKeyList = Object.values(SIGNING_KEYS).map((key) => key.listed());
  writeFileSync(join(base, 'keys.json'), JSON.stringify({ PublicKeyList }));
  const options = ['--public-keys', join(base, 'keys.json'), '--metadata', join(base, 'metadata.json')];
  if (isMixed) options.push('--bucket', DEFAULT_PLAN.bucket);
  const { status, stdout, stderr } = await runTrailwatch(['validate', join(base, 'archive'), ...options], {
    currentTime: endOf(archive),
  });
  rmSync(base, { recursive: true });
  return toResult(status, stdout, stderr);
}

/** What a copy of mixed buckets gives: authentic digest files of two buckets ask for --bucket, and one that is not authentic chooses none. */
async function withoutBucket(archive: SignedArchive, name: string) {
  if (name.includes('genuine')) return { status: 2, verdicts: [], share: undefined };
  return validate(archive, { isMixed: true });
}

/** Half an hour after the last digest. */
function endOf({ digests }: SignedArchive): string {
  return new Date(Math.max(...digests.map(({ endMs }) => endMs)) + 30 * MINUTE_MS).toISOString();
}

function toResult(status: number, stdout: string, stderr: string) {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return {
    status,
    verdicts: lines.map((line) => JSON.parse(line) as Verdict),
    share: /^proven=(\d+\.\d)%/m.exec(stderr)?.[1],
  };
}

function shareOf(lost: number, due = HOURS): string {
  return (Math.floor((1000 * (due - lost)) / due) / 10).toFixed(1);
}

/** What must hold whatever was done: no wrong file is valid, and no innocent one is accused. */
function expectSound(verdicts: readonly Verdict[], wrong: readonly string[], name: string): void {
  const accused = ['invalid', 'missing', 'extra'];
  const believed = verdicts.filter(({ key, status }) => wrong.includes(key) && status === 'valid');
  const innocent = verdicts.filter(({ key, status }) => !wrong.includes(key) && accused.includes(status));
  expect({ name, believed, innocent }).toEqual({ name, believed: [], innocent: [] });
}

describe('a clean archive is proven as a whole, and nothing in it is accused', () => {
  it.each(Object.entries(CLEAN_LAYOUTS))('%s', async (_, plans) => {
    const archive = new SignedArchive(plans);
    const { status, verdicts, share } = await validate(archive);
    expect(verdicts.filter(({ kind, status: verdict }) => kind !== 'gap' && verdict !== 'valid')).toEqual([]);
    expect([status, share]).toEqual([0, '100.0']);
    expect(verdicts.filter(({ kind }) => kind !== 'gap')).toHaveLength(archive.objects.size);
  });
});

const placed = [...DIGEST_DAMAGE, ...LOG_DAMAGE].flatMap((kind) =>
  Object.entries(POSITIONS).map(([place, hour]) => ({ kind, place, hour })),
);
const once = [
  ...EDITED_MEMBERS,
  ...FURTHER_DIGEST_DAMAGE,
  ...FURTHER_LOG_DAMAGE,
  ...ADDITIONS,
  ...FURTHER_ADDITIONS,
  ...HARMLESS_CHANGES,
  ...FURTHER_HARMLESS_CHANGES,
].map((kind) => ({
  kind,
  place: 'middle',
  hour: POSITIONS.middle,
}));
const SINGLES: readonly { readonly kind: DamageKind; readonly place: string; readonly hour: number }[] = [
  ...placed,
  ...once,
];

/** The newest digest is not due yet, so that its deletion is not to be seen. */
function effectOf(kind: DamageKind, hour: number, effect: DamageEffect): DamageEffect {
  const isNewestGone = kind.name === 'delete a digest' && hour === POSITIONS.newest;
  return isNewestGone ? { wrong: effect.wrong, lost: [], isHarmless: true, dueHours: HOURS - 1 } : effect;
}

test('at least seventy different kinds of damage are tried, some of them in three places', () => {
  expect(new Set(SINGLES.map(({ kind }) => kind.name)).size).toBeGreaterThanOrEqual(80);
});

test.each(SINGLES.map((single) => [`${single.kind.name}, ${single.place}`, single] as const))(
  '%s',
  async (name, { kind, hour }) => {
    const archive = new SignedArchive([{ accountId: '111122223333', hours: HOURS }]);
    const effect = effectOf(kind, hour, kind.apply(archive, hour));
    const { wrong, lost, isHarmless = false, isMixed = false, dueHours } = effect;
    if (isMixed) expect(await validate(archive)).toEqual(await withoutBucket(archive, name));
    const { status, verdicts, share } = await validate(archive, { isMixed });
    expectSound(verdicts, wrong, name);
    expect({ status, share }).toEqual({ status: isHarmless ? 0 : 1, share: shareOf(lost.length, dueHours) });
  },
);

const PAIRED = [
  ...DIGEST_DAMAGE.slice(0, 11),
  ...LOG_DAMAGE.slice(0, 7),
  ...ADDITIONS.slice(0, 5),
  ...HARMLESS_CHANGES.slice(0, 2),
];
const PAIRS = PAIRED.flatMap((one, at) => PAIRED.slice(at + 1).map((other) => [one, other] as const));

/** Validates an archive where it lies in S3, with the public keys that CloudTrail has. */
async function validateBucket(archive: SignedArchive): ReturnType<typeof validate> {
  const server = await serveArchive(archive);
  try {
    const { status, stdout, stderr } = await runTrailwatch(['validate', `s3://${DEFAULT_PLAN.bucket}`], {
      environment: server.environment,
      currentTime: endOf(archive),
    });
    return toResult(status, stdout, stderr);
  } finally {
    await server.stop();
  }
}

test.each([
  ['in a copy', validate],
  ['in S3', validateBucket],
] as const)('every pair of 25 kinds of damage %s, in hours that follow one another', async (_, run) => {
  expect([PAIRED.length, PAIRS.length]).toEqual([25, 300]);
  for (const [one, other] of PAIRS) {
    const name = `${one.name}, and ${other.name}`;
    const archive = new SignedArchive([{ accountId: '111122223333', hours: HOURS }]);
    const effects = [one.apply(archive, 3), other.apply(archive, 4)];
    const lost = new Set(effects.flatMap((effect) => effect.lost));
    const isHarmless = effects.every((effect) => effect.isHarmless === true);
    const { status, verdicts, share } = await run(archive);
    expectSound(
      verdicts,
      effects.flatMap(({ wrong }) => wrong),
      name,
    );
    expect({ name, status, share }).toEqual({
      name,
      status: isHarmless ? 0 : 1,
      share: shareOf(lost.size),
    });
  }
});
