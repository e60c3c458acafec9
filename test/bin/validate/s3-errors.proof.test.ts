import { failureOf } from '../../../lib/core/failure/failure';
import { SignedArchive, type TrailPlan } from '../../digest/signed-archive';
import { OF_CALLER, objectsFor, S3_CODES } from '../../s3-codes';
import { type ServedOutcome, validateServed } from './validate-served';

const PLAN: TrailPlan = { accountId: '111122223333', hours: 5, logs: 3 };
const ARCHIVE = new SignedArchive([PLAN, { ...PLAN, region: 'us-east-1', logs: 1 }]);
const ARGV = ['--end', '2026-10-01T05:01:31Z'];

const DIGESTS = ARCHIVE.digests.filter(({ region }) => region === 'eu-west-1');
const ROLES = [DIGESTS.map(({ key }) => key), DIGESTS.flatMap(({ logKeys }) => logKeys)];

/** What an object concerns: itself; of a digest file also what it lists, and the one before it, whose link it has. */
function concernedBy(key: string): ReadonlySet<string> {
  const digest = DIGESTS.find((each) => each.key === key);
  return new Set([
    key,
    ...(digest?.logKeys ?? []),
    ...(digest?.previousKey === undefined ? [] : [digest.previousKey]),
  ]);
}

function othersOf({ verdicts }: ServedOutcome, concerned: ReadonlySet<string>) {
  return verdicts.filter(({ key }) => !concerned.has(key));
}

function serveWith(key: string, code: string): Promise<ServedOutcome> {
  const status = /SlowDown|Unavailable|Internal/.test(code) ? 503 : 400;
  return validateServed(ARCHIVE, {
    argv: ARGV,
    fault: (request) => (request.key === key ? { status, code } : undefined),
  });
}

const OF_OBJECT = S3_CODES.filter((code) => failureOf({ code }).scope === 'object');

let honest: ServedOutcome;
beforeAll(async () => {
  honest = await validateServed(ARCHIVE, { argv: ARGV });
});

test.each(OF_OBJECT)('%s of one object changes no verdict on another one', async (code) => {
  for (const key of objectsFor(code, ROLES)) {
    const outcome = await serveWith(key, code);
    const concerned = concernedBy(key);
    expect(othersOf(outcome, concerned)).toEqual(othersOf(honest, concerned));
    const own = outcome.verdicts.find((verdict) => verdict.key === key);
    const isAbsent = failureOf({ code }).isAbsent;
    expect([key, own?.status]).toEqual([key, isAbsent ? 'missing' : 'unverified']);
  }
});

test.each(OF_CALLER)('%s ends the command: it concerns every object', async (code) => {
  const { status, stderr } = await serveWith(objectsFor(code, ROLES)[1] ?? '', code);
  expect([status, stderr]).toEqual([2, expect.stringContaining(`(${code})`)]);
});
