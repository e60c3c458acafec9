import type { Decision } from '../../lib/core/policy/evaluation/decide';

/** A matrix, still to be decided. */
export interface Matrix {
  readonly title: string;
  readonly callers: readonly string[];
  readonly wishes: readonly string[];
  readonly decide: (who: string, what: string) => Decision;
}

const SIGNS: Readonly<Record<Decision['verdict'], string>> = {
  allowed: 'yes',
  'denied explicitly': 'no!',
  'not allowed': 'no',
};

/** The matrix as Markdown: its columns numbered, and beside each row the statements that allow or deny something. */
export function renderMatrix({ title, callers, wishes, decide }: Matrix): string {
  const legend = callers.map((who, index) => `${index + 1}. ${who}`).join('\n');
  const head = ['', ...callers.map((_, index) => index + 1), 'said by'];
  const rows = wishes.map((what) => {
    const decisions = callers.map((who) => decide(who, what));
    return [what, ...decisions.map(({ verdict }) => SIGNS[verdict]), sayers(decisions)];
  });
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${title}\n\n${legend}\n\n${lines.join('\n')}\n`;
}

/** Without the hashes of logical ids, which say nothing to a reader. */
function sayers(decisions: readonly Decision[]): string {
  const titles = decisions
    .filter(({ verdict }) => verdict !== 'not allowed')
    .flatMap(({ reason }) => reason.replace(/^(allowed|denied) by /, '').split(/, | and (?='|statement)/))
    .map((title) => title.replace(/^statement \d+ of /, '').replace(/[0-9A-F]{8}$/, ''));
  return [...new Set(titles)].join('; ');
}
