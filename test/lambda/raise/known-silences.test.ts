import type { FoundSilences } from '../../../lambda/aws/silence-parameters';
import { KnownSilences } from '../../../lambda/raise/known-silences';
import { MAX_SILENCES, silenceId, subjectOf, toSilenceValue } from '../../../lib/core/alert/alert-silence';
import { toSilencePath } from '../../../lib/core/settings/log-processor-settings';
import { sampleAlert } from '../../core/alert/sample-alert';

const PATH = toSilencePath('Processor', 'medium');
const MINUTE_MS = 60_000;
const ALERT = { ...sampleAlert(), severity: 'medium' as const, eventSource: 'iam.amazonaws.com' };
const NOW_MS = Date.parse(ALERT.eventTime);
const PARAMETER = {
  name: `${PATH}/${silenceId(subjectOf(ALERT))}`,
  value: toSilenceValue({ alert: ALERT, seconds: 3600, reason: 'migration', by: 'alice' }),
  lastModifiedMs: NOW_MS,
};

/** The silences of a container, with what reading them costs and says. */
function silencesOf(found: () => FoundSilences) {
  const state = { nowMs: NOW_MS, reads: 0, warned: [] as unknown[] };
  const silences = KnownSilences.at(PATH, {
    nowMs: () => state.nowMs,
    warn: (...line) => state.warned.push(line),
    read: async () => {
      state.reads += 1;
      return found();
    },
  }) as KnownSilences;
  const isSilenced = () => silences.find(ALERT, ALERT.eventTime) !== undefined;
  return { state, silences, isSilenced };
}

test('there are none where people may not silence alerts', () => {
  const parts = {
    nowMs: () => 0,
    warn: () => undefined,
    read: async () => ({ parameters: [], hasMore: false }),
  };
  expect(KnownSilences.at(undefined, parts)).toBeUndefined();
});

test('they are read once a minute, by however many alerts at once', async () => {
  const { state, silences, isSilenced } = silencesOf(() => ({ parameters: [PARAMETER], hasMore: false }));
  expect(isSilenced()).toBe(false);
  await Promise.all([silences.refresh(), silences.refresh()]);
  expect([state.reads, isSilenced()]).toEqual([1, true]);
  state.nowMs += MINUTE_MS - 1;
  await silences.refresh();
  expect(state.reads).toBe(1);
  state.nowMs += 1;
  await silences.refresh();
  expect(state.reads).toBe(2);
  expect(state.warned).toEqual([]);
});

test('what is read takes the place of what was known, and an error of all of it', async () => {
  let answer: () => FoundSilences = () => ({ parameters: [PARAMETER], hasMore: false });
  const { state, silences, isSilenced } = silencesOf(() => answer());
  await silences.refresh();
  answer = () => {
    throw new Error('throttled');
  };
  state.nowMs += MINUTE_MS;
  await silences.refresh();
  expect(isSilenced()).toBe(false);
  expect(state.warned).toEqual([
    ['silences could not be read; alerts are sent', { path: PATH, problem: 'Error: throttled' }],
  ]);
});

test('more of them than have an effect are told, with the number that have', async () => {
  const { state, silences, isSilenced } = silencesOf(() => ({ parameters: [PARAMETER], hasMore: true }));
  await silences.refresh();
  expect(isSilenced()).toBe(true);
  expect(state.warned).toEqual([
    ['there are more silences than can take effect', { path: PATH, most: MAX_SILENCES }],
  ]);
});
