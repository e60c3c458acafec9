import { LIMITS } from '../safe-text/destination-limits';
import { cutLine } from '../safe-text/one-line';
import { RUNBOOKS_RELEASE } from './runbooks-release';

const LINK_WORDS = ' What to do: ';

/** The description of an alarm: what it means, and where its runbook is. The words are cut where they must be, never the link. */
export function describeAlarm(words: string, link: string): string {
  const tail = `${LINK_WORDS}${link}`;
  return `${cutLine(words, LIMITS.alarmDescription.most - tail.length)}${tail}`;
}

/**
 * The description of an alarm without the address of its runbook, and that address. Only a page that comes with trailwatch is taken for
 * one: anyone who may change an alarm may put another address there.
 */
export function parseDescription(description: string): { readonly words: string; readonly runbook?: string } {
  const at = description.lastIndexOf(LINK_WORDS);
  const runbook = at === -1 ? '' : description.slice(at + LINK_WORDS.length);
  const isOwn = runbook.startsWith(`${RUNBOOKS}/`) && PAGE.test(runbook.slice(RUNBOOKS.length));
  return isOwn ? { words: description.slice(0, at), runbook } : { words: description };
}

const PAGE = /^\/[a-z0-9-]+\.md$/;

/** The pages that come with this release, by the address of the repository. */
export function runbooksOf(repository: string): string {
  return `${repository}/blob/v${RUNBOOKS_RELEASE}/docs/runbooks`;
}

/** The pages that come with trailwatch. */
export const RUNBOOKS = runbooksOf('https://github.com/trailwatch/cdk-trailwatch');

/** Where a page of the runbooks is. */
export function runbookLink(base: string, page: string): string {
  return `${base.replace(/\/+$/, '')}/${page}.md`;
}
