import { isBelow } from '../../lib/core/rule/rule';
import { ESTATES, type Estate, playDays } from './play-days';

/** What a day brings. */
export interface DayCounts {
  readonly records: number;
  /** Alerts of severity medium or higher, repeats included. */
  readonly loud: number;
  /** Those of them that people get as messages of their own: no repeats. */
  readonly messages: number;
  /** Alerts below medium, of which the daily summary has the counts. */
  readonly quiet: number;
  readonly informational: number;
}

/** What the days of an estate bring. */
export interface PlayedEstate {
  readonly estate: Estate;
  readonly days: readonly DayCounts[];
}

/**
 * The first estate is played for a week, the others for two days: the first has everything that is new, the second what is new each day. The
 * large one takes its time, and is played for the first.
 */
export async function ordinaryDays(): Promise<readonly PlayedEstate[]> {
  const played: PlayedEstate[] = [];
  for (const [at, estate] of ESTATES.entries()) {
    const { records, alerts } = await playDays(estate, at === 0 ? 7 : estate.isLarge === true ? 1 : 2);
    const days = alerts.map((day, on): DayCounts => {
      const loud = day.filter(({ severity }) => !isBelow(severity, 'medium'));
      return {
        records: records[on] ?? 0,
        loud: loud.length,
        messages: loud.filter(({ repeat }) => repeat !== true).length,
        quiet: day.length - loud.length,
        informational: day.filter(({ severity }) => severity === 'informational').length,
      };
    });
    played.push({ estate, days });
  }
  return played;
}

/** The table of the days, and the week of the first estate. */
export function renderDays(played: readonly PlayedEstate[]): string {
  const rows = played.map(({ estate: { name }, days: [monday, tuesday] }) => {
    const cells = [monday?.records, monday?.loud, monday?.messages, tuesday?.messages ?? '', monday?.quiet];
    return `| ${name} | ${cells.join(' | ')} |\n`;
  });
  const week = played[0]?.days ?? [];
  const messages = week.reduce((sum, day) => sum + day.messages, 0);
  return `| estate | records on Monday | alerts of medium or higher | messages on Monday | messages on Tuesday | alerts in the daily summary |
| --- | --: | --: | --: | --: | --: |
${rows.join('')}
A week brings the team of ten ${messages} messages, and a daily summary each day.
`;
}
