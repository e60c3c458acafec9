import type { Alert } from '../../lib/core/alert/alert';
import { isBelow } from '../../lib/core/rule/rule';
import { bank } from './bank';
import { dataPlatform } from './data-platform';
import { gameStudio } from './game-studio';
import { type Estate, playDays } from './play-days';
import { ACCOUNTS } from './routines';
import { saasCompany } from './saas-company';

/** Companies of other kinds than the estates, whose ordinary weeks are benign. */
export const COMPANIES: readonly Estate[] = [
  {
    name: 'a SaaS company with Terraform, GitHub Actions, two vendors and an agentless scanner',
    live: saasCompany,
  },
  { name: 'a data platform with a customer', live: dataPlatform },
  { name: 'a game studio', live: gameStudio },
  { name: 'a bank with change windows', live: bank },
].map((estate) => ({ ...estate, ownAccounts: ACCOUNTS }));

/** What a week brings. */
interface Week {
  readonly records: number;
  /** Alerts of severity medium or higher, repeats included. */
  readonly loud: number;
  /** Those that people get as messages of their own. */
  readonly messages: readonly Alert[];
}

/** A company with its two weeks. */
export interface PlayedCompany {
  readonly company: Estate;
  readonly weeks: readonly Week[];
}

/** Two weeks of each company. */
export async function ordinaryWeeks(): Promise<readonly PlayedCompany[]> {
  const played: PlayedCompany[] = [];
  for (const company of COMPANIES) played.push({ company, weeks: await playWeeks(company) });
  return played;
}

/** The table of the weeks. */
export function renderWeeks(played: readonly PlayedCompany[]): string {
  const rows = played.map(({ company: { name }, weeks: [first, second] }) => {
    const cells = [first?.records, first?.loud, first?.messages.length, second?.messages.length];
    return `| ${name} | ${cells.join(' | ')} |\n`;
  });
  return `| company | records in the first week | alerts of medium or higher | messages in the first week | messages in the second |
| --- | --: | --: | --: | --: |
${rows.join('')}`;
}

/** Two weeks of a company: the first has what is new, the second what stays. */
async function playWeeks(company: Estate): Promise<readonly Week[]> {
  const { records, alerts } = await playDays(company, 14);
  return [0, 7].map((from) => {
    const loud = alerts
      .slice(from, from + 7)
      .flat()
      .filter(({ severity }) => !isBelow(severity, 'medium'));
    return {
      records: records.slice(from, from + 7).reduce((sum, day) => sum + day, 0),
      loud: loud.length,
      messages: loud.filter(({ repeat }) => repeat !== true),
    };
  });
}
