import type { Alert } from '../../lib/core/alert/alert';
import { COMPANIES } from '../noise/companies';
import { ATTACKS, againElsewhere, attackBy, CHANGES, Habits } from './through-repeats';

/** Two weeks of a company take as long, and so do all attacks by each of its callers. */
const TIMEOUT_MS = 600_000;

describe.each(COMPANIES.map((company) => [company.name, company] as const))(
  'after two weeks, %s',
  (_, company) => {
    let habits: Habits;
    beforeAll(async () => {
      habits = await Habits.of(company);
    }, TIMEOUT_MS);

    test('is told nothing of what its callers do every day, though it raises alerts', async () => {
      const alerts = await habits.after(habits.habituals.flatMap((caller) => habits.mondayOf(caller)));
      expect(alerts.length).toBeGreaterThan(0);
      expect(namesOf(messages(alerts))).toEqual([]);
    });

    test(
      'is told of every attack, by its own actors and from where a caller runs',
      async () => {
        const held: string[] = [];
        let told = 0;
        for (const attack of ATTACKS)
          for (const caller of [undefined, ...habits.habituals]) {
            const alerts = await habits.after(attackBy(attack, caller));
            if (messages(alerts).length > 0) told++;
            // Which rules know a caller is tested where rules are; here is what repeats hold back.
            else if (alerts.length > 0 || caller === undefined)
              held.push(`${attack.name}, by ${caller?.name ?? 'its actors'}`);
          }
        expect(held).toEqual([]);
        expect(told).toBeGreaterThan(ATTACKS.length * (1 + habits.habituals.length / 2));
      },
      TIMEOUT_MS,
    );

    test(
      'is told of every attack again that is made from elsewhere a day later',
      async () => {
        const held: string[] = [];
        for (const attack of ATTACKS) {
          const first = attackBy(attack);
          const again = againElsewhere(first);
          const start = again.map(({ eventTime }) => String(eventTime)).sort()[0] ?? '';
          const alerts = await habits.after(first, again);
          const later = alerts.filter(({ eventTime }) => eventTime >= start);
          // What only the program shows, such as a command line that has the key of a function, is nothing by another.
          if (later.length > 0 && messages(later).length === 0) held.push(attack.name);
        }
        expect(held).toEqual([]);
      },
      TIMEOUT_MS,
    );

    test.each(Object.entries(CHANGES))(
      'is told of %s in what a caller does every day',
      async (_name, change) => {
        for (const caller of habits.habituals) {
          const usual = habits.mondayOf(caller);
          const changed = usual.map(change);
          if (JSON.stringify(changed) === JSON.stringify(usual)) continue;
          if ((await habits.after(usual)).length === 0) continue;
          expect([caller.name, namesOf(messages(await habits.after(changed)))]).not.toEqual([
            caller.name,
            [],
          ]);
        }
      },
    );
  },
);

function messages(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.filter(({ repeat }) => repeat !== true);
}

function namesOf(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.map(({ ruleName, ruleId }) => ruleName ?? ruleId))];
}
