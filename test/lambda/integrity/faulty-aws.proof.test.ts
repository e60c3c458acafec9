import { gzipSync } from 'node:zlib';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import type { Alert } from '../../../lib/core/alert/alert';
import { failureOf } from '../../../lib/core/failure/failure';
import { logText, type PlannedDigest, SignedArchive } from '../../digest/signed-archive';
import { S3_CODES } from '../../s3-codes';
import { chanceOf, oneOf } from '../chance';
import type { Gate } from '../memory-raise-ports';
import { Simulation } from './simulation';
import { DAY_MS, HOUR_MS, MINUTE_MS, SETTINGS } from './world';

const DAYS = 60;
const OWN = '111122223333';
const CLOSED = '222233334444';
const MOVED = '333344445555';

/** The hours in which a trail moves to another prefix, and back. */
const MOVED_HOUR = 40;
const BACK_HOUR = 80;

type Digests = readonly PlannedDigest[];
const WRONG = gzipSync(logText('changed'));

/** Of a hundred calls, so many fail. */
const FAULTY_PERCENT = 2;

/** The errors that the clients of a service know. */
function codesOf(client: object): readonly string[] {
  return Object.keys(client).filter((name) => /(Exception|Error|Fault)$/.test(name));
}

/** S3 is strongly consistent: that an object or bucket is not there is no fault that passes. */
const OF_S3 = S3_CODES.filter((code) => !failureOf({ code }).isAbsent);

const CODES: Readonly<Record<string, readonly string[]>> = {
  readArchive: OF_S3,
  list: OF_S3,
  listPublicKeys: codesOf(cloudTrail),
  publishAlert: codesOf(sns),
  sendMessage: codesOf(sqs),
  sendMessages: codesOf(sqs),
};

/** An account that is watched for sixty days, one that is closed, and one whose trail delivers elsewhere for some time. */
function archiveOfAll(): SignedArchive {
  const common = { logs: 1, bucket: SETTINGS.bucketName };
  const move = { ...common, hour: MOVED_HOUR, organizationId: 'o-exampleorgid', backHour: BACK_HOUR };
  return new SignedArchive([
    { ...common, accountId: OWN, hours: DAYS * 24 },
    { ...common, accountId: CLOSED, hours: 60, finalMinutes: 20 },
    { ...common, accountId: MOVED, hours: 150, finalMinutes: 30, move },
  ]);
}

/** The simulation in which any call may fail, with any error that its service has. */
class FaultyAws extends Simulation {
  readonly met = new Map<string, Set<string>>();
  /** The objects that S3 refused for good, by what is known of the error. */
  readonly refused = new Set<string>();
  readonly #chance = chanceOf(7);

  constructor() {
    super(archiveOfAll());
    this.readFault = (key) => {
      const known = this.s3Faults.get(key);
      const fault = known ?? this.#fault('readArchive');
      const { end, scope } = failureOf({ code: fault?.name ?? '', status: 400 });
      if (fault !== undefined && scope === 'object' && end === 'final') this.refused.add(key);
      return fault;
    };
  }

  override container(gate?: Gate) {
    if (gate !== undefined) return super.container(gate);
    return super.container(async ({ name }, effect) => {
      const fault = name === 'readArchive' ? undefined : this.#fault(name);
      if (fault !== undefined) throw fault;
      return effect();
    });
  }

  #fault(name: string): Error | undefined {
    if (this.#chance() * 100 >= FAULTY_PERCENT) return undefined;
    const code = oneOf(this.#chance, CODES[name] ?? codesOf(dynamodb));
    this.met.set(name, (this.met.get(name) ?? new Set()).add(code));
    const $metadata = { httpStatusCode: /SlowDown|Unavailable|Internal/.test(code) ? 503 : 400 };
    return Object.assign(new Error('It failed.'), { name: code, $metadata });
  }
}

/** Whether what was told is that an object could not be read, which is so. */
function isUnreadable({ ruleId, record }: Alert): boolean {
  return ruleId === 'trailwatch-integrity-unverified' && record.reason === 'unreadable';
}

test('sixty days in which AWS fails at random: each damage is told once, what ends or moves is no damage, and nothing else is told', async () => {
  const world = new FaultyAws();
  const { nowMs: startMs } = world;
  const digestsOf = (account: string) => world.archive.digests.filter(({ key }) => key.includes(account));
  const [own, closed, moved] = [digestsOf(OWN), digestsOf(CLOSED), digestsOf(MOVED)];
  const logOf = (digests: Digests, hour: number) => digests[hour]!.logKeys[0]!;
  const ends = [closed, moved].map((digests) => digests.at(-1)!.endMs - HOUR_MS);
  world.registers = [
    [{ account: OWN }, { account: CLOSED, untilMs: ends[0]! }, { account: MOVED, untilMs: ends[1]! }],
  ];
  world.replaceContainer();
  const remove = (it: string) => world.delete(it);
  const withCustomerKey = (it: string) => {
    world.s3Faults.set(it, Object.assign(new Error('SSE-C'), { name: 'InvalidRequest' }));
    world.write(it, world.archive.objects.get(it)!.bytes);
  };
  const deeds = [
    { day: 10, what: 'log-tampered', key: logOf(own, 72), act: (it: string) => world.write(it, WRONG) },
    { day: 20, what: 'log-missing', key: logOf(own, 288), act: remove },
    { day: 30, what: 'log-missing', key: logOf(own, 600), act: (it: string) => world.deleteVersions(it) },
    { day: 35, what: 'integrity-unverified', key: logOf(own, 744), act: withCustomerKey },
    { day: 40, what: 'digest-missing', key: own[60]!.key, act: remove },
    {
      day: 45,
      what: 'digest-tampered',
      key: own[900]!.key,
      act: (it: string) => world.write(it, WRONG, world.archive.objects.get(it)?.metadata),
    },
    { day: 50, what: 'log-missing', key: logOf(closed, 50), act: remove },
    { day: 52, what: 'log-missing', key: logOf(moved, MOVED_HOUR + 20), act: remove },
  ];
  for (const { day, key, act } of deeds) world.at(startMs + day * DAY_MS + 20 * MINUTE_MS, () => act(key));
  await world.simulateUntil(startMs + (DAYS - 1) * DAY_MS);
  const moves = [
    `trailwatch-archive-unwatched ${logOf(moved, MOVED_HOUR)}`,
    `trailwatch-digest-chain-broken ${moved[MOVED_HOUR]!.key}`,
    `trailwatch-digest-chain-broken ${moved[BACK_HOUR]!.key}`,
  ];
  const unread = world.told
    .filter(({ alert }) => isUnreadable(alert))
    .map(({ alert }) => alert.source.key ?? '');
  const others = world.told.filter(({ alert }) => !isUnreadable(alert));
  const expected = deeds.filter(({ what }) => what !== 'integrity-unverified');
  expect(others.map(({ alert }) => `${alert.ruleId} ${alert.source.key}`).sort()).toEqual(
    [...moves, ...expected.map(({ what, key }) => `trailwatch-${what} ${key}`)].sort(),
  );
  for (const { day, key } of deeds) {
    const toldMs = world.told
      .filter(({ alert }) => alert.source.key === key)
      .map(({ atMs }) => atMs - startMs - day * DAY_MS);
    expect(toldMs.some((ms) => ms > 0 && ms < 3 * HOUR_MS)).toBe(true);
  }
  // An object is told of as unreadable only if S3 refused it, and then once.
  expect(unread.filter((key) => !world.refused.has(key))).toEqual([]);
  expect(new Set(unread).size).toBe(unread.length);
  expect(unread).toContain(deeds[3]!.key);
  for (const name of ['readArchive', 'list', 'readProgress', 'writeProgress'])
    expect(world.met.get(name)?.size).toBeGreaterThan(30);
});
