import type { TrailPlan } from './signed-archive';
import { SIGNING_KEYS } from './signing-key';

const ACCOUNT = '111122223333';
const ACCOUNTS = [ACCOUNT, '222233334444', '333344445555', '444455556666', '555566667777'];
const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'];
const PLAN: TrailPlan = { accountId: ACCOUNT, hours: 8, logs: 1 };

/** Untouched archives, in every layout that CloudTrail is documented to write. */
export const CLEAN_LAYOUTS: Readonly<Record<string, readonly TrailPlan[]>> = {
  'five accounts, three Regions': ACCOUNTS.flatMap((accountId) =>
    REGIONS.map((region) => ({ ...PLAN, accountId, region, organizationId: 'o-exampleorgid' })),
  ),
  'a rotation of keys': [{ ...PLAN, keyOf: (hour) => (hour < 4 ? SIGNING_KEYS.current : SIGNING_KEYS.next) }],
  'two trails': [PLAN, { ...PLAN, trailName: 'other' }],
  'a prefix': [{ ...PLAN, prefix: 'audit/trails' }],
  'empty hours': [{ ...PLAN, logs: (hour) => hour % 2 }],
  'no activity': [{ ...PLAN, logs: 0 }],
  'a stop and a start': [
    { ...PLAN, hours: 3, finalMinutes: 20 },
    { ...PLAN, hours: 4, start: '2026-10-01T04:01:31Z' },
  ],
  backfill: [PLAN, { ...PLAN, hours: 2, isBackfill: true, start: '2026-10-01T02:01:31Z' }],
  "a year's end": [{ ...PLAN, start: '2026-12-31T19:01:31Z' }],
  'a late digest file': [{ ...PLAN, order: [0, 1, 2, 4, 3, 5, 6, 7] }],
  'late digest files, one after another': [{ ...PLAN, order: [0, 1, 4, 5, 2, 3, 6, 7] }],
  'the last digest file but one is late': [{ ...PLAN, order: [0, 1, 2, 3, 4, 5, 7, 6] }],
  'a redelivery': [{ ...PLAN, order: [0, 1, 3, 4, 2, 5, 6, 7] }],
  'a log file delivered again': [{ ...PLAN, lists: { hour: 6, logsOf: 1 } }],
  'a home Region that moved': [
    { ...PLAN, hours: 4, finalMinutes: 20 },
    { ...PLAN, hours: 5, homeRegion: 'eu-central-1', start: '2026-10-01T03:01:31Z' },
  ],
  'a trail recreated at once': [{ ...PLAN, restarts: [4] }],
};
