import { parseRegister } from '../../../../lib/core/delivery/register/parse-register';
import { isDueAt } from '../../../../lib/core/delivery/register/register';
import {
  type FoundAccount,
  type FoundEstate,
  type UpdatedRegister,
  updateRegister,
} from '../../../../lib/core/delivery/register/update-register';

const [ONE, OTHER, THIRD] = ['111122223333', '444455556666', '777788889999'] as const;
const REGIONS = ['eu-west-1', 'us-east-1'];
const DAY_MS = 24 * 60 * 60 * 1000;
const at = (time: string) => Date.parse(`2026-10-${time}Z`);
const account = (id: string, regions = REGIONS): FoundAccount => ({ id, regions });

function estate(accounts: readonly FoundAccount[], day: number): FoundEstate {
  const trails = accounts.flatMap(({ id, regions = [] }) =>
    regions.map((region) => ({ account: id, region, trail: 'audit' })),
  );
  return { accounts, areAll: true, trails, nowMs: at(`${String(day).padStart(2, '0')}T06:00:00`) };
}

/** One update after another, each of what the one before wrote. */
function updates(text: string, estates: readonly FoundEstate[]): UpdatedRegister {
  const first: UpdatedRegister = { text, added: [], ended: [], lost: [] };
  return estates.reduce((register, found) => updateRegister(register.text, found), first);
}

function due(
  text: string,
  place: { account: string; region?: string; trail?: string },
  time: string,
): boolean {
  const { register, problems } = parseRegister('register', text);
  expect(problems).toEqual([]);
  return isDueAt([register], place, at(time));
}

test('a new register has each account, Region and trail without a beginning, and stays as it is', () => {
  const found = estate([account(ONE)], 1);
  const { text, added, ended, lost } = updates('', [found]);
  expect(text.split('\n')).toEqual([
    '# seen 2026-10-01T06:00:00Z by trailwatch trails',
    ONE,
    `${ONE} eu-west-1`,
    `${ONE} trail=audit`,
    `${ONE} us-east-1`,
    '',
  ]);
  expect([added.length, ended, lost]).toEqual([4, [], []]);
  expect(updateRegister(text, found)).toEqual({ text, added: [], ended: [], lost: [] });
});

test('an account that closes ends when it was last seen, and is due until then', () => {
  const both = [account(ONE), account(OTHER)];
  const { text, ended, lost } = updates('', [estate(both, 1), estate(both, 2), estate([account(ONE)], 9)]);
  expect(ended).toEqual([`${OTHER} until=2026-10-02T06:00:00Z # closed, or left the organization`]);
  expect(lost).toEqual([]);
  const place = { account: OTHER, region: 'eu-west-1', trail: 'audit' };
  expect(['02T05:59:59', '02T06:00:00', '09T06:00:00'].map((time) => due(text, place, time))).toEqual([
    ...[true, false, false],
  ]);
  expect(due(text, { ...place, account: ONE }, '09T06:00:00')).toBe(true);
});

test('an account that is opened again is due again, and not while it was closed', () => {
  const both = [account(ONE), account(OTHER)];
  const { text, added } = updates('', [estate(both, 1), estate([account(ONE)], 5), estate(both, 9)]);
  expect(added).toEqual([`${OTHER} from=2026-10-09T06:00:00Z`]);
  const place = { account: OTHER, region: 'us-east-1' };
  expect(['01T05:00:00', '05T00:00:00', '09T07:00:00'].map((time) => due(text, place, time))).toEqual([
    ...[true, false, true],
  ]);
});

test('a Region that an account opts out of ends there only', () => {
  const after = [account(ONE, ['eu-west-1']), account(OTHER)];
  const { text, ended, lost } = updates('', [estate([account(ONE), account(OTHER)], 1), estate(after, 3)]);
  expect(ended).toEqual([`${ONE} us-east-1 until=2026-10-01T06:00:00Z # opted out of the Region`]);
  expect(lost).toEqual([]);
  const places = [`${ONE} us-east-1`, `${ONE} eu-west-1`, `${OTHER} us-east-1`].map((name) =>
    name.split(' '),
  );
  expect(places.map(([id = '', region = '']) => due(text, { account: id, region }, '02T00:00:00'))).toEqual([
    ...[false, true, true],
  ]);
});

test('a Region of all accounts ends in the one that opts out', () => {
  const { text, ended } = updates(`${ONE}\n${OTHER}\n${REGIONS.join('\n')}\n`, [
    estate([account(ONE, ['eu-west-1']), account(OTHER)], 3),
  ]);
  expect(ended).toEqual([`${ONE} us-east-1 until=2026-10-03T06:00:00Z # opted out of the Region`]);
  expect(due(text, { account: ONE, region: 'us-east-1' }, '04T00:00:00')).toBe(false);
  expect(due(text, { account: OTHER, region: 'us-east-1' }, '04T00:00:00')).toBe(true);
});

test('an account that joins is due a day later, and a Region or a trail from when it was found', () => {
  const joined = { ...account(OTHER), joinedMs: at('04T10:00:00') };
  const trail = { account: ONE, region: 'eu-west-1', trail: 'second' };
  const third = estate([account(ONE, [...REGIONS, 'af-south-1']), joined], 5);
  const { text, added } = updates('', [
    estate([account(ONE)], 1),
    { ...third, trails: [...third.trails, trail] },
  ]);
  expect(added).toEqual([
    `${ONE} af-south-1 from=2026-10-05T06:00:00Z`,
    `${ONE} trail=second from=2026-10-05T06:00:00Z`,
    `${OTHER} from=2026-10-05T10:00:00Z`,
    `${OTHER} eu-west-1`,
    `${OTHER} trail=audit`,
    `${OTHER} us-east-1`,
  ]);
  expect(due(text, { account: OTHER, region: 'eu-west-1' }, '05T09:00:00')).toBe(false);
  expect(due(text, { account: OTHER, region: 'eu-west-1' }, '05T10:00:00')).toBe(true);
});

test('lines that people wrote are always due, and keep their reasons and their order', () => {
  const text = `# ours\n${OTHER} # subsidiary\n\n${ONE} # payments\n`;
  const { text: after } = updates(text, [estate([account(ONE)], 1)]);
  expect(after.split('\n').slice(1)).toEqual([
    '# ours',
    `${OTHER} until=2026-10-01T06:00:00Z # subsidiary; closed, or left the organization`,
    '',
    `${ONE} # payments`,
    `${ONE} eu-west-1`,
    `${ONE} trail=audit`,
    `${ONE} us-east-1`,
    '',
  ]);
});

test('a trail that is gone or stopped is told, and never ended', () => {
  const stopped = { ...estate([account(ONE)], 2), trails: [] };
  const { text, ended, lost } = updates('', [estate([account(ONE)], 1), stopped, stopped]);
  expect(ended).toEqual([]);
  expect(lost).toEqual([ONE, `${ONE} eu-west-1`, `${ONE} trail=audit`, `${ONE} us-east-1`]);
  expect(due(text, { account: ONE, region: 'eu-west-1', trail: 'audit' }, '02T06:00:00')).toBe(true);
});

test('accounts that did not answer, and those that were not asked, stay as they are', () => {
  const before = updates('', [estate([account(ONE), account(OTHER)], 1)]).text;
  const silent = updateRegister(before, estate([account(ONE), { id: OTHER }], 2));
  expect([silent.added, silent.ended, silent.lost]).toEqual([[], [], []]);
  const some = updateRegister(before, { ...estate([account(ONE)], 2), areAll: false });
  expect([some.added, some.ended, some.lost]).toEqual([[], [], []]);
});

test('what was not read at first has no later beginning, since its time before would be forgiven', () => {
  const { added } = updates('', [estate([{ id: ONE }], 1), estate([account(ONE)], 2)]);
  expect(added).toEqual([`${ONE} eu-west-1`, `${ONE} trail=audit`, `${ONE} us-east-1`]);
});

test('an account that closes before it was due stays as a comment', () => {
  const joined = { ...account(OTHER), joinedMs: at('01T10:00:00') };
  const { text, ended } = updates('', [estate([account(ONE), joined], 1), estate([account(ONE)], 2)]);
  expect(ended.length).toBe(4);
  expect(due(text, { account: ONE }, '02T06:00:00')).toBe(true);
  expect(parseRegister('', text).register.some(({ account: id }) => id === OTHER)).toBe(false);
});

test('a period that ended before is history, and stays where the next one is forgotten', () => {
  const before = `${OTHER} until=2025-01-01T00:00:00Z # closed, ticket 12\n${OTHER} from=2026-12-01T00:00:00Z\n`;
  const { text } = updates(before, [estate([account(ONE)], 1)]);
  const { register } = parseRegister('', text);
  expect(register.filter(({ account: id }) => id === OTHER)).toMatchObject([
    { untilMs: Date.parse('2025-01-01T00:00:00Z') },
  ]);
  expect(text).toContain('# closed, ticket 12\n');
});

test('200 accounts, of which each closes, opens and closes again, are right at every time', () => {
  const ids = Array.from({ length: 200 }, (_, index) => String(100000000000 + index * 1009));
  const isOpen = (index: number, day: number) => ((day + index) % 7) + index > 3;
  const days = Array.from({ length: 20 }, (_, day) => day + 1);
  const { text } = updates(
    '',
    days.map((day) =>
      estate(
        ids.filter((_, index) => isOpen(index, day)).map((id) => account(id)),
        day,
      ),
    ),
  );
  const { register, problems } = parseRegister('', text);
  expect(problems).toEqual([]);
  const wrong = days.slice(1).flatMap((day) =>
    ids.flatMap((id, index) => {
      const were = [isOpen(index, day - 1), isOpen(index, day)];
      const timeMs = at('01T06:00:00') + (day - 1) * DAY_MS - 1;
      const isDue = isDueAt([register], { account: id, region: 'eu-west-1' }, timeMs);
      return were[0] === were[1] && isDue !== were[0] ? [`${id} on day ${day}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
  expect(isDueAt([register], { account: ids[0] as string }, at('20T06:00:01'))).toBe(isOpen(0, 20));
});

test.each([
  [
    `${ONE}\n${ONE} until=2026-10-01`,
    `register:2:1: ${ONE} is in line 1, too, and the times overlap: remove one of the two, or give each its from and until`,
  ],
  [
    `${ONE} until=2026-10-1`,
    'register:1:1: "111122223333 until=2026-10-1" has no time in until: write a day (2026-11-20) or a time with its zone (2026-11-20T15:00:00Z)',
  ],
  [
    `${ONE} from=2026-10-02 until=2026-10-01`,
    'register:1:1: "111122223333 from=2026-10-02 until=2026-10-01" ends before it begins: from is not before until',
  ],
  [
    `${ONE} until=2026-10-01 until=2026-10-02`,
    'register:1:1: "111122223333 until=2026-10-01 until=2026-10-02" has until twice',
  ],
  [`${ONE}\neuwest1`, 'register:2:1: "euwest1" is neither an account, nor a Region, nor a trail'],
  ['', 'register:1:1: it names no account and no Region'],
  [`${THIRD} closed`, `register:1:1: "${THIRD} closed" is neither an account, nor a Region, nor a trail`],
])('fails on a mistaken edit with a sentence: %j', (text, sentence) => {
  const [problem] = parseRegister('register', text).problems;
  expect(`${problem?.file}:${problem?.line}:${problem?.column}: ${problem?.message}`).toBe(sentence);
});
