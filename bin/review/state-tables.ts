import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { toMarkdownText } from '../../lib/core/safe-text/markdown-text';
import { oneLine } from '../../lib/core/safe-text/one-line';
import type { MarkdownPage, MarkdownTable } from './markdown-page';

const MAX_TEXT_LENGTH = 300;

/** What stacks do after the change, as tables to unfold. */
export function addState(page: MarkdownPage, { state }: ReviewDocument): void {
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
        isCertain ? events : `${events} (only the deployment knows)`,
        by,
      ].map(text),
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
    title: `Who has access after this change, by the policies of these stacks: ${merged.size}`,
    columns: ['resource', 'who', ...VERBS],
    rows: [...merged].map(([key, verbs]) => {
      const [what = '', who = ''] = JSON.parse(key) as readonly string[];
      return [what, who, ...VERBS.map((verb) => verbs.get(verb) ?? '')].map(text);
    }),
  };
}

function detections({ detections: routes, techniques }: State): MarkdownTable {
  return {
    title: `Which rules are evaluated after this change, with ${techniques.length} ATT&amp;CK techniques`,
    columns: ['by', 'account', 'Region', 'rules by severity', 'entries left out'],
    rows: routes.map(({ construct, account, region, rules, leftOut }) =>
      [
        construct,
        place(account, ''),
        place(region, ''),
        Object.entries(rules)
          .map(([severity, count]) => `${severity} ${count}`)
          .join(', '),
        String(leftOut),
      ].map(text),
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
      ].map(text),
    ),
  };
}

function cost({ cost: { usdBefore, usd, missing } }: State): MarkdownTable {
  const before = usdBefore === null ? '' : `$${usdBefore.toFixed(2)}`;
  const counts = missing.length === 0 ? 'none' : missing.join(', ');
  return {
    title: `Cost of a month: ${before === '' ? '' : `${before} → `}$${usd.toFixed(2)}`,
    columns: ['before', 'after', 'counts that would complete it (--counts)'],
    rows: [[before, `$${usd.toFixed(2)}`, counts].map(text)],
  };
}

function messages({ messages: found }: State): MarkdownTable {
  return {
    title: `Warnings and errors of the synthesis: ${found.length}`,
    columns: ['', 'construct', 'message'],
    rows: found.map(({ severity, path, message }) => [severity, path, message].map(text)),
  };
}

function place(value: string | null, every: string): string {
  if (value === null) return 'known to the deployment only';
  return value === 'every' ? every : value;
}

function text(value: string): string {
  return toMarkdownText(oneLine(value, MAX_TEXT_LENGTH));
}
