import { groupBy } from '../../lib/core/keyed/grouped';
import { acceptanceWords } from '../../lib/core/review/acceptance';
import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import type { ReviewChange } from '../../lib/core/review/review-change';
import {
  BoundedPage,
  MAX_PAGE_LENGTH,
  toMarkdownCode,
  toMarkdownText,
} from '../../lib/core/safe-text/markup-text';
import { oneLine, someOf, someWithin } from '../../lib/core/safe-text/one-line';
import { accessIn } from './change-groups';
import { causesOf, type ReviewCause } from './review-causes';
import { markdownLine, renderVerdict, upgradeWords } from './review-verdict';
import { upgradeNotes } from './upgrade-notes';
import { sourceWords } from './with-sources';

/** Longer texts are cut; JSON has them whole. */
const MAX_TEXT_LENGTH = 400;
/** Of accounts, Regions, logical ids and lines of code. */
const MAX_SHORT_LENGTH = 240;

/** The review for a comment on a pull request: the verdict on top, everything else to unfold. */
export function reviewMarkdown(document: ReviewDocument): string {
  const page = new MarkdownPage(renderVerdict(document));
  const { upgrade } = document;
  const causes = causesOf(document.changes);
  const [made, own] = [causes.filter(isMadeByUpgrade), causes.filter((cause) => !isMadeByUpgrade(cause))];
  page.addCauses('What changed, each cause with its parts', own);
  if (upgrade !== null) {
    page.addCauses(`Changed by the upgrade of cdk-trailwatch ${text(upgradeWords(upgrade))}`, made);
    page.add({
      title: `What the changelog says of it: ${upgradeNotes(document).length}`,
      columns: ['entries that name what changed'],
      rows: upgradeNotes(document).map((entry) => [text(entry)]),
    });
  }
  page.add({
    title: `What this review does not know: ${document.unknowns.length}`,
    columns: ['what cannot be known before deployment or from the files that were read'],
    rows: document.unknowns.map((sentence) => [text(sentence)]),
  });
  // a comment on a change is about its differences
  if (document.base === null) addState(page, document);
  return page.toString();
}

function isMadeByUpgrade({ changes: [{ byUpgrade }] }: ReviewCause): boolean {
  return byUpgrade === true;
}

/** The number from which changes are combined into one row. */
const MANY = 3;
/** Resources of a principal that are named in such a row. */
const MAX_NAMED = 5;

/**
 * A row for each change, but one for what a principal may do with many resources, as one statement of a policy allows hundreds of them, and
 * one for many changes with the same words that lose nothing.
 */
function rowsOf(changes: readonly ReviewChange[]): readonly (readonly string[])[] {
  const groups = groupBy(changes, (change) => {
    const { kind, effect, message, account, region } = change;
    const access = accessIn(change);
    if (change.acceptance !== undefined) return change;
    if (access !== undefined) return JSON.stringify([kind, access.who, access.may]);
    return effect === 'weaker' || effect === 'unknown' || effect === 'refused'
      ? change
      : JSON.stringify([kind, message, account, region]);
  });
  return [...groups.values()].flatMap((group) =>
    group.length < MANY ? group.map(toRow) : [toRow(withMany(group))],
  );
}

/** The first of such changes, with how many there are, and which: of access, in what differs; else as many as fit. */
function withMany(group: readonly ReviewChange[]): ReviewChange {
  const [first] = group;
  if (first === undefined) throw new Error('a group has at least one change');
  const access = accessIn(first);
  if (access === undefined) {
    const { logicalId, source: _, ...rest } = first;
    const isOfOne = group.every((change) => change.logicalId === logicalId);
    const count = `${group.length}: `;
    const subjects = group.map(({ subject }) => subject);
    return {
      ...(isOfOne ? first : rest),
      subject: count + someWithin(subjects, MAX_TEXT_LENGTH - count.length),
    };
  }
  const names = group.flatMap((change) => accessIn(change)?.what ?? []);
  return {
    ...first,
    subject: `${access.who} may ${access.may} ${group.length} resources`,
    message: `${someOf(names, MAX_NAMED)}; the first: ${first.message}`,
  };
}

function toRow(change: ReviewChange): readonly string[] {
  const { kind, subject, message, account, region, logicalId } = change;
  const accepted = acceptanceWords(change);
  const where = [
    account && place(account, 'every account'),
    region && place(region, 'every Region'),
    logicalId,
    sourceWords(change),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return [
    toMarkdownCode(kind),
    text(subject),
    accepted === undefined ? text(message) : `${text(message)} (${text(accepted)})`,
    where === '' ? '' : toMarkdownCode(oneLine(where, MAX_SHORT_LENGTH)),
  ];
}

function text(sentence: string): string {
  return toMarkdownText(oneLine(sentence, MAX_TEXT_LENGTH));
}

const MAX_CELL_LENGTH = 300;

/** What stacks do after the change, as tables to unfold. */
function addState(page: MarkdownPage, { state }: ReviewDocument): void {
  for (const table of [
    logging(state),
    access(state),
    detections(state),
    protection(state),
    cost(state),
    messages(state),
  ])
    page.add(table);
}

type State = ReviewDocument['state'];

function logging({ logging: logged }: State): MarkdownTable {
  return {
    title: `What is logged after this change: ${logged.length}`,
    columns: ['account', 'Region', 'events', 'by'],
    rows: logged.map(({ account, region, events, isCertain, by }) =>
      [
        place(account, 'every account of the organization'),
        place(region, 'every Region'),
        isCertain ? events : `${events} (not known until deployment)`,
        by,
      ].map(cellText),
    ),
  };
}

const VERBS = ['write', 'read', 'delete', 'decrypt', 'silence', 'take'] as const;

/** A principal a line for each resource: so many actions in words would hide who they are. */
function access({ access: cells }: State): MarkdownTable {
  const merged = new Map<string, Map<string, string>>();
  for (const { who, may, what, verdict } of cells) {
    const key = JSON.stringify([what, who]);
    const verbs = merged.get(key) ?? new Map<string, string>();
    const mark = verdict === 'allowed' ? 'yes' : verdict === 'unknown' ? 'not known' : 'with conditions';
    verbs.set(may, verbs.get(may) === 'yes' ? 'yes' : mark);
    merged.set(key, verbs);
  }
  return {
    title: `Who has access after this change, according to the policies of these stacks: ${merged.size}`,
    columns: ['resource', 'who', ...VERBS],
    rows: [...merged].map(([key, verbs]) => {
      const [what = '', who = ''] = JSON.parse(key) as readonly string[];
      return [what, who, ...VERBS.map((verb) => verbs.get(verb) ?? '')].map(cellText);
    }),
  };
}

function detections({ detections: routes, techniques }: State): MarkdownTable {
  return {
    title: `Rules that are evaluated after this change, with ${techniques.length} ATT&amp;CK techniques`,
    columns: ['by', 'account', 'Region', 'rules by severity', 'exclusions'],
    rows: routes.map(({ construct, account, region, rules, leftOut }) =>
      [
        construct,
        place(account, ''),
        place(region, ''),
        Object.entries(rules)
          .map(([severity, count]) => `${severity} ${count}`)
          .join(', '),
        String(leftOut),
      ].map(cellText),
    ),
  };
}

function protection({ protection: resources }: State): MarkdownTable {
  return {
    title: `Integrity, retention and encryption after this change: ${resources.length} resources`,
    columns: ['resource', 'type', 'settings'],
    rows: resources.map(({ resource, type, settings }) =>
      [
        resource,
        type,
        Object.entries(settings)
          .map(([name, value]) => `${name}: ${value}`)
          .join('; '),
      ].map(cellText),
    ),
  };
}

function cost({ cost: { usdBefore, usd, missing } }: State): MarkdownTable {
  const before = usdBefore === null ? '' : `$${usdBefore.toFixed(2)}`;
  const counts = missing.length === 0 ? 'none' : missing.join(', ');
  return {
    title: `Monthly cost: ${before === '' ? '' : `${before} → `}$${usd.toFixed(2)}`,
    columns: ['before', 'after', 'counts that are missing (--counts)'],
    rows: [[before, `$${usd.toFixed(2)}`, counts].map(cellText)],
  };
}

function messages({ messages: found }: State): MarkdownTable {
  return {
    title: `Warnings and errors of the synthesis: ${found.length}`,
    columns: ['', 'construct', 'message'],
    rows: found.map(({ severity, path, message }) => [severity, path, message].map(cellText)),
  };
}

function place(value: string | null, every: string): string {
  if (value === null) return 'not known until deployment';
  return value === 'every' ? every : value;
}

function cellText(value: string): string {
  return toMarkdownText(oneLine(value, MAX_CELL_LENGTH));
}

/** What is said of each change of a cause. */
const PARTS = ['change', 'of', 'what', 'where'];

/** A part of a page of which rows may be left out. */
interface MarkdownTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Cells that are Markdown already. */
  readonly rows: readonly (readonly string[])[];
}

/** A page with tables to unfold, never longer than a comment may be: what does not fit is counted. */
class MarkdownPage {
  private readonly page: BoundedPage;
  private omitted = 0;

  constructor(top: string) {
    this.page = new BoundedPage(top);
  }

  /** A table to unfold; nothing where it has no rows. */
  add({ title, columns, rows }: MarkdownTable): void {
    this.omitted += this.page.add(rows.map(toPageRow), {
      before: `\n<details><summary>${title}</summary>\n\n${toPageRow(columns)}${toPageRow(columns.map(() => '---'))}`,
      after: '\n</details>\n',
    });
  }

  /** Causes to unfold, each a line with a table of its changes below. */
  addCauses(title: string, causes: readonly ReviewCause[]): void {
    const count = causes.reduce((sum, { changes }) => sum + changes.length, 0);
    const parts = causes.flatMap((cause) =>
      rowsOf(cause.changes).map((row, at) => {
        const head = `\n${markdownLine(cause)}\n\n${toPageRow(PARTS)}${toPageRow(PARTS.map(() => '---'))}`;
        return at === 0 ? head + toPageRow(row) : toPageRow(row);
      }),
    );
    this.omitted += this.page.add(parts, {
      before: `\n<details><summary>${title}: ${count}</summary>\n`,
      after: '\n</details>\n',
    });
  }

  toString(): string {
    if (this.omitted === 0) return this.page.end('');
    const rows = this.omitted === 1 ? '1 row is' : `${this.omitted.toLocaleString('en')} rows are`;
    return this.page.end(
      `\n${rows} omitted, because a comment can have at most ${MAX_PAGE_LENGTH.toLocaleString('en')} characters; <code>--format json</code> lists all of them.\n`,
    );
  }
}

function toPageRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
