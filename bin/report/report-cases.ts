import type { Alert } from '../../lib/core/alert/alert';
import type { Case, CountedValues } from '../../lib/core/case/case';
import { CaseEvidence, linkingCondition } from '../../lib/core/case/case-evidence';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { type CaseOrder, casesFrom } from '../case/read-cases';
import type { CommandIo } from '../cli/command-io';
import type { Diagnostics } from '../outputs/diagnostics';
import { findOwnAccounts } from '../rules/own-accounts';
import type { ReportIndex } from './report-data';

/** How many cases are in the page, how many actors of one, and how many values of a list; `trailwatch case` prints all. */
const MAX_CASES = 10;
const MAX_ACTORS = 50;
const MAX_VALUES = 20;

/** The cases of a report: the alerts of the page, and what links their callers. */
export class ReportCases {
  /** Finds the records that cases are made of. */
  static readonly condition = linkingCondition([]);

  private readonly evidence = new CaseEvidence();
  private found: readonly Case[] = [];

  takeAlert(alert: Alert): void {
    this.evidence.takeAlert(alert);
  }

  takeRecord(record: CloudTrailRecord): void {
    this.evidence.takeRecord(record);
  }

  /** Reads the archive once more for the records of suspects, if there are any. */
  async read(
    order: CaseOrder,
    tools: { readonly io: CommandIo; readonly diagnostics: Diagnostics },
  ): Promise<void> {
    const { io, diagnostics } = tools;
    if (order.paths.includes('-')) {
      diagnostics.info('the page has no cases: they need a second reading, and standard input is read once');
      return;
    }
    const own = { io, diagnostics: { info: () => undefined } };
    const isAlone = (await findOwnAccounts(order.options.ownAccounts, order.paths, own)).length === 0;
    const { cases } = await casesFrom({ evidence: this.evidence, isAlone }, order, { io, diagnostics });
    this.found = cases;
  }

  /** What the page has of them. */
  get shown(): Pick<ReportIndex, 'cases' | 'casesLeftOut'> {
    const shown = this.found.slice(0, MAX_CASES).map(toShown);
    return { cases: shown, casesLeftOut: this.found.length - shown.length };
  }
}

/** With everything printable, and a bounded number of actors: more make no page that is read. */
function toShown(one: Case): Case {
  const who = one.who.slice(0, MAX_ACTORS);
  const ids = new Set(who.map(({ id }) => id));
  const more = one.who.length - who.length;
  const left =
    more === 0 ? [] : [`${more} more actors of this case are not in this page; trailwatch case has them.`];
  return printable({
    ...one,
    ...{ who, from: shortened(one.from), scope: shortened(one.scope) },
    links: one.links.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    unknown: [...one.unknown, ...left],
  });
}

/** With the first values of each list, and the records of the others counted. */
function shortened<T extends object>(lists: T): T {
  const short = Object.entries(lists).map(([name, list]: [string, unknown]) => [
    name,
    isCounted(list)
      ? {
          values: list.values.slice(0, MAX_VALUES),
          others: list.values.slice(MAX_VALUES).reduce((sum, { records }) => sum + records, list.others),
        }
      : list,
  ]);
  return Object.fromEntries(short) as T;
}

function isCounted(list: unknown): list is CountedValues {
  return typeof list === 'object' && list !== null && 'values' in list && 'others' in list;
}

/** The same value with texts in which nothing is invisible. */
function printable<T>(value: T): T {
  if (typeof value === 'string') return toPrintable(value) as T;
  if (Array.isArray(value)) return value.map(printable) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, printable(one)])) as T;
}
