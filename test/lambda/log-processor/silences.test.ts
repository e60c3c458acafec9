import type { FoundSilences } from '../../../lambda/aws/silence-parameters';
import { beginRaising } from '../../../lambda/raise/raising';
import { silenceId, toSilenceValue } from '../../../lib/core/alert/alert-silence';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Rule } from '../../../lib/core/rule/rule';
import { SILENCES_VARIABLE, toSilencePath } from '../../../lib/core/settings/log-processor-settings';
import { OPEN_GATE } from '../memory-raise-ports';
import { logFile, logKey, noise, record, ruleOn } from './log-files';
import { SETTINGS, World } from './world';

const PATH = toSilencePath('Processor', 'medium');
const RULE: Rule = { ...ruleOn('CreateUser'), severity: 'medium' };
const ACTOR = 'arn:aws:iam::111122223333:user/mallory';
const SET_MS = Date.parse('2026-11-20T02:30:00Z');

const created = (id: string, members: Record<string, unknown> = {}) =>
  record(id, { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', ...members });
const byAlice = {
  userIdentity: { type: 'IAMUser', userName: 'alice', arn: ACTOR.replace('mallory', 'alice') },
};

/** The parameter that silences mallory's alerts of the rule for an hour, with what it is of replaced. */
function silence({
  seconds = 3600,
  lastModifiedMs = SET_MS,
  ruleId = RULE.id,
  account = '111122223333',
  reason = 'migration',
  by = 'alice',
} = {}) {
  const actor = ACTOR;
  const alert = {
    ...{ id: 'a'.repeat(64), ruleId, ruleName: ruleId, severity: 'medium' as const },
    ...{
      recipientAccountId: account,
      eventSource: 'iam.amazonaws.com',
      actor: { name: 'mallory', arn: actor },
    },
  };
  return {
    name: `${PATH}/${silenceId({ ruleId, account, actor })}`,
    value: toSilenceValue({ alert, seconds, reason, by }),
    lastModifiedMs,
  };
}

/** A world whose alerts people may silence, with these parameters. */
function silenced(
  parameters: FoundSilences['parameters'],
  rules: readonly Rule[] = [RULE],
  settings = SETTINGS,
) {
  const world = new World(rules, settings);
  world.silencePath = PATH;
  world.readSilences = () => ({ parameters, hasMore: false });
  return world;
}

async function deliver(world: World, ...files: readonly (readonly unknown[])[]) {
  for (const [at, records] of files.entries()) world.deliver(logKey(`file${at}`), logFile(records));
  await world.drain();
  return world;
}

const counted = ({ table }: World) => table.summary.reduce((sum, { silenced: count = 0 }) => sum + count, 0);

test('alerts of the rule, account and actor are not sent, and each is counted once, with who wanted it and why', async () => {
  const records = [created('e1'), created('e2')];
  const world = await deliver(silenced([silence()]), records, records);
  expect(world.published).toEqual([]);
  expect(counted(world)).toBe(2);
  expect(world.table.summary[0]).toMatchObject({
    ...{ ruleId: RULE.id, severity: 'medium', actor: ACTOR, sent: 0, held: 0 },
    example: 'until 2026-11-20T03:30:00.000Z: migration (by alice)',
  });
  const lines = world.lines.filter(({ message }) => message === 'alert silenced');
  expect(lines.map(({ fields }) => fields)).toMatchObject([
    {
      eventID: 'e1',
      ruleName: RULE.name,
      source: { index: 0 },
      silence: { reason: 'migration', by: 'alice' },
    },
    { eventID: 'e2' },
  ]);
});

test('all others are sent: of another actor, account, rule or time, and what did not happen under it', async () => {
  const other: Rule = { ...ruleOn('DeleteUser'), severity: 'medium' };
  const records = [
    created('actor', byAlice),
    created('account', { recipientAccountId: '444455556666' }),
    created('rule', { eventName: 'DeleteUser' }),
    created('before', { eventTime: '2026-11-20T01:29:59Z' }),
    created('after', { eventTime: '2026-11-20T03:30:00Z' }),
    created('covered'),
  ];
  const world = await deliver(silenced([silence()], [RULE, other]), records);
  expect(world.published.map(({ eventID }) => eventID).sort()).toEqual(
    ['account', 'actor', 'after', 'before', 'rule'].sort(),
  );
});

test('what is severe, about CloudTrail, or of a rule that guards trailwatch is sent whatever a parameter says', async () => {
  const rules = [
    { ...RULE, severity: 'high' as const },
    { ...RULE, id: 'guard', name: 'tampering-with-claims' },
    { ...RULE, id: 'own', name: 'alert-silence-changed' },
  ];
  const parameters = rules.map(({ id }) => silence({ ruleId: id }));
  const world = await deliver(silenced(parameters, rules), [created('e1')]);
  expect(world.published.map(({ ruleId }) => ruleId).sort()).toEqual(['guard', 'own', RULE.id].sort());
  const trail = await deliver(silenced([silence()]), [
    created('e2', { eventSource: 'cloudtrail.amazonaws.com' }),
  ]);
  expect(trail.published).toHaveLength(1);
});

test('a flood is counted without a storm, and takes no room from those of others', async () => {
  const settings = { ...SETTINGS, stormThreshold: 5 };
  const flood = Array.from({ length: 500 }, (_, at) => created(`e${at}`));
  const world = await deliver(silenced([silence()], [RULE], settings), [...flood, created('alice', byAlice)]);
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['alice']);
  expect(world.queue).toEqual([]);
  expect(counted(world)).toBe(500);
  const { alerts } = world.lines.find(({ message }) => message === 'log file searched')?.fields ?? {};
  expect(alerts).toEqual({ sent: 1, grouped: 0, repeated: 0, tried: 0, silenced: 500 });
  const live = await deliver(silenced([], [RULE], settings), flood);
  expect(live.published.length).toBeGreaterThan(5);
});

test('where silences cannot be read, alerts are sent, and the log says so once', async () => {
  const world = silenced([silence()]);
  world.readSilences = () => {
    throw new Error('AccessDenied');
  };
  await deliver(world, [created('e1'), created('e2')]);
  expect(world.published).toHaveLength(2);
  const warned = world.lines.filter(({ message }) => message.includes('could not be read'));
  expect(warned).toMatchObject([{ level: 'warn', fields: { problem: 'Error: AccessDenied' } }]);
});

test('where nothing is to be raised they are not read', async () => {
  const world = silenced([silence()]);
  let reads = 0;
  world.readSilences = () => {
    reads += 1;
    return { parameters: [], hasMore: false };
  };
  await deliver(world, [noise('n1')]);
  expect(reads).toBe(0);
  await deliver(world, [created('e1')]);
  expect(reads).toBe(1);
});

test('a parameter of others is told, and the other silences hold', async () => {
  const foreign = { name: `${PATH}/x`, value: '{"actor":"*"}', lastModifiedMs: SET_MS };
  const world = await deliver(silenced([foreign, silence()]), [created('e1')]);
  expect(world.published).toEqual([]);
  expect(world.lines.filter(({ message }) => message === 'a silence has no effect')).toMatchObject([
    { fields: { parameter: foreign.name } },
  ]);
});

test('with more silences than have an effect the others send', async () => {
  const world = silenced([]);
  world.readSilences = () => ({ parameters: [silence()], hasMore: true });
  await deliver(world, [created('e1'), created('alice', byAlice)]);
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['alice']);
  expect(world.lines.some(({ message }) => message.includes('more silences than'))).toBe(true);
});

test('what each silence held is counted for itself: of two accounts, and of one that somebody else wrote again', async () => {
  const other = silence({ account: '444455556666', reason: 'a pilot', by: 'bob' });
  const world = silenced([silence(), other]);
  const container = world.container();
  const elsewhere = created('e3', { recipientAccountId: '444455556666' });
  world.deliver(logKey('one'), logFile([created('e1'), created('e2'), elsewhere]));
  await world.drain(container);
  world.nowMs += 61_000;
  const later = silence({ lastModifiedMs: SET_MS + 1_800_000, reason: 'debugging', by: 'carol' });
  world.readSilences = () => ({ parameters: [later, other], hasMore: false });
  world.deliver(logKey('two'), logFile([created('e4')]));
  await world.drain(container);
  const told = world.table.summary.map(({ silenced: count, example }) => `${count} ${example}`);
  expect(told.sort()).toEqual([
    '1 until 2026-11-20T03:30:00.000Z: a pilot (by bob)',
    '1 until 2026-11-20T04:00:00.000Z: debugging (by carol)',
    '2 until 2026-11-20T03:30:00.000Z: migration (by alice)',
  ]);
});

test('one that is ended or set is known within a minute', async () => {
  const world = silenced([silence()]);
  const container = world.container();
  world.deliver(logKey('one'), logFile([created('e1')]));
  await world.drain(container);
  world.readSilences = () => ({ parameters: [], hasMore: false });
  world.nowMs += 61_000;
  world.deliver(logKey('two'), logFile([created('e2')]));
  await world.drain(container);
  expect(world.published.map(({ eventID }) => eventID)).toEqual(['e2']);
});

test('a rule on trial stays on trial, and nothing is read where no one may silence', async () => {
  const trial = { ...RULE, trialUntil: '2026-12-15T00:00:00Z' };
  const world = await deliver(silenced([silence()], [trial]), [created('e1')]);
  expect(world.table.summary.map(({ onTrial, silenced: count }) => [onTrial, count])).toEqual([
    [1, undefined],
  ]);
  const without = new World([RULE]);
  without.readSilences = () => {
    throw new Error('read');
  };
  expect((await deliver(without, [created('e1')])).published).toHaveLength(1);
  expect(SILENCES_VARIABLE).toBe('TRAILWATCH_SILENCES');
});

test('what was grouped for a storm report before its silence began is counted once', async () => {
  const settings = { ...SETTINGS, stormThreshold: 5 };
  const world = silenced([], [RULE], settings);
  const flood = Array.from({ length: 500 }, (_, at) => created(`e${at}`));
  await deliver(world, flood);
  const published = world.published.length;
  const total = () =>
    world.table.summary.reduce(
      (sum, { sent, held, storms, grouped, silenced: count = 0 }) =>
        sum + sent + held - storms + grouped + count,
      0,
    );
  expect(total()).toBe(500);
  world.readSilences = () => ({ parameters: [silence()], hasMore: false });
  await deliver(world, [...flood, created('later')]);
  expect([total(), counted(world), world.published.length - published]).toEqual([501, 1, 0]);
});

test('a silenced flood is read as often as one that is sent', async () => {
  const flood = Array.from({ length: 500 }, (_, at) => created(`e${at}`));
  const readsOf = async (parameters: FoundSilences['parameters']) => {
    const world = silenced(parameters, [RULE], { ...SETTINGS, stormThreshold: 5 });
    let reads = 0;
    const container = world.container((call, work) => {
      if (call.name === 'readObject') reads += 1;
      return OPEN_GATE(call, work);
    });
    world.deliver(logKey('flood'), logFile(flood));
    await world.drain(container);
    return reads;
  };
  expect(await readsOf([silence()])).toBe(await readsOf([]));
});

describe('what a silence held is not sent when the silence was ended', () => {
  const flood = Array.from({ length: 100 }, (_, at) => created(`e${at}`));
  const failed = flood.map((event, at) => (at % 2 === 0 ? { ...event, errorCode: 'AccessDenied' } : event));

  async function ended(records: readonly Record<string, unknown>[], again = records) {
    const world = silenced([silence()], [RULE], { ...SETTINGS, stormThreshold: 5 });
    await deliver(world, records);
    world.readSilences = () => ({ parameters: [], hasMore: false });
    world.deliver(logKey('again'), logFile(again));
    await world.drain();
    return world;
  }

  test.each([1, 4, 5, 6, 100])('of %i alerts', async (count) => {
    const world = await ended(flood.slice(0, count));
    expect(world.published).toEqual([]);
    expect(counted(world)).toBe(count);
    expect(world.queue).toEqual([]);
  });

  test('of calls that failed, too', async () => {
    const world = await ended(failed);
    expect([world.published, counted(world)]).toEqual([[], 100]);
  });

  test('of files that come again in parts, in another order', async () => {
    const world = await ended(flood, flood.slice(60).reverse());
    await deliver(world, flood.slice(0, 3), flood.slice(3, 60));
    expect([world.published, counted(world)]).toEqual([[], 100]);
  });

  test('what came since is sent', async () => {
    const world = await ended(flood, [...flood, created('later', { eventTime: '2026-11-20T03:15:00Z' })]);
    expect(world.published.map(({ eventID }) => eventID)).toEqual(['later']);
    expect(counted(world)).toBe(100);
  });

  test('what came since, and is past the threshold, is reported, and counted without what was held', async () => {
    const later = Array.from({ length: 30 }, (_, at) => created(`later${at}`));
    const world = await ended(flood, [...flood, ...later]);
    const storms = world.published.filter(({ eventName }) => eventName === 'AlertStorm');
    const singles = world.published.length - storms.length;
    expect(singles + storms.reduce((sum, { record: { count } }) => sum + Number(count), 0)).toBe(30);
    expect(counted(world)).toBe(100);
  });

  test('and counts once where it cannot be noted, which the log says', async () => {
    const world = silenced([silence()]);
    const container = world.container((call, effect) => {
      if (call.name === 'putGroupedIds') throw new Error('throttled');
      return OPEN_GATE(call, effect);
    });
    world.deliver(logKey('file'), logFile(flood.slice(0, 2)));
    await world.drain(container);
    expect([world.published, counted(world), world.dead]).toEqual([[], 2, []]);
    expect(world.lines.filter(({ message }) => message.includes('could not be noted'))).toMatchObject([
      { level: 'warn', fields: { problem: 'Error: throttled' } },
      { level: 'warn' },
    ]);
  });

  test('by a function that hears of its record a second time, either', async () => {
    const world = await ended(flood, []);
    const raising = beginRaising(world.container(), new AbortController().signal);
    const source = { bucket: 'archive', key: 'key', index: 0 };
    const alerts = flood.map((event) =>
      toAlert(RULE, event as unknown as CloudTrailRecord, { route: 'event-bus', source }),
    );
    const raised = await Promise.all(alerts.map((alert) => raising.raiser.raise(alert, RULE)));
    expect(new Set(raised)).toEqual(new Set(['repeated']));
    expect(world.published).toEqual([]);
  });
});
