import type { ReviewChange } from '../../lib/core/review/review-change';
import { oneLine, someOf } from '../../lib/core/safe-text/one-line';
import { accessIn, type ChangeGroup, sharedWords } from './change-groups';

/** All characters of a sentence that has a long list of names. */
export const MAX_LINE_LENGTH = 240;
/** Where names and message do not fit into a line: how much of the message does, and at least of a name, beside the words of the list. */
const MAX_MESSAGE_LENGTH = 120;
const MIN_NAME_LENGTH = 40;
const LIST_LENGTH = 12;
/** Subjects of a group that are named. */
const MAX_NAMED = 3;
/** The same of what must not be missed. */
const MAX_NAMED_KEPT = 50;

/** What follows from changes with one cause, in the words of a reader. */
export function sentenceOf(group: ChangeGroup): string {
  return group.changes[0].kind === 'access-added' ? wordsOf(group) : withoutVariables(wordsOf(group));
}

/** What is lost with tamper detection. */
export function tamperingSentence(changes: readonly ReviewChange[]): string {
  const lost = changes.filter(({ kind }) => kind === 'detection-lost');
  const critical = lost.filter(({ message }) => message.startsWith('severity critical')).length;
  const severe = critical === 0 ? '' : `, ${critical} of them critical`;
  return `changes to trailwatch's own resources no longer raise alerts (${lost.length} detections${severe}): tamperDetection${ofScope(lost[0])}`;
}

/** The construct in which tamper detection is an option. */
function ofScope(change: ReviewChange | undefined): string {
  const scope = change?.construct?.replace(/\/Processor\/Function(\/Resource)?$/, '');
  return scope === undefined || scope === change?.construct ? ' is off' : ` of ${scope} is off`;
}

/** A name that the CDK made of a path and its hash, which the table has; no `Sid`, and not the only name of a resource, after its stack. */
const MADE = /(?<!['/A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?=[0-9]*[A-F])[0-9A-F]{8}(?![A-Za-z0-9-])/g;

/** People set options of constructs, and not the variables of functions; how a warning is acknowledged is in the table. */
function withoutVariables(words: string): string {
  return (
    words
      .replace(/\bvariable [A-Za-z_][A-Za-z0-9_]* of\b/g, 'a setting of')
      .replace(/ \[ack: [^\]]*\]/g, '')
      // such as the id of an event source, which the CDK makes
      .replace(/(\/[A-Za-z]+):[A-Za-z][A-Za-z0-9]*[0-9A-F]{8}(?![A-Za-z0-9])/g, '$1')
      .replace(MADE, 'a name that the CDK made')
  );
}

function wordsOf({ cause, changes }: ChangeGroup): string {
  const [first] = changes;
  const cells = changes.flatMap((change) => accessIn(change) ?? []);
  switch (cause) {
    case 'scope': {
      const isNew = changes.some(({ effect, kind }) => effect === 'stronger' && kind !== 'access-narrowed');
      const where = isNew ? 'is new' : 'is removed';
      const kept = consequences(changes);
      return `${first.scope} ${where}${kept === '' ? '' : `: ${kept}`}`;
    }
    case 'who':
    case 'what': {
      const verbs = [...new Set(cells.map(({ may }) => may))].join(', ');
      const why = changes.length === 1 ? `: ${first.message}` : '';
      return `${listOf(cells.map(({ who }) => who))} ${mayOf(first)} ${verbs} ${listOf(cells.map(({ what }) => what))}${why}`;
    }
    case 'upgrade':
      return withNames(changes, `changed by the upgrade of cdk-trailwatch: ${first.message}`);
    case 'message':
    case 'stack':
      return consequenceFirst(changes);
  }
}

/** What follows, and then from what. */
function consequenceFirst(changes: ChangeGroup['changes']): string {
  const [first] = changes;
  const { consequence, message } = first;
  const removed = /^it was removed: (.+)$/s.exec(sharedWords(first))?.[1];
  const isKept = /^(evidence-|retention-)/.test(first.kind) || first.subject.startsWith('subscription ');
  const most = isKept ? MAX_NAMED_KEPT : MAX_NAMED;
  if (removed !== undefined) return `${removed}: ${namesOf(changes, most)} ${were(changes)} removed`;
  if (consequence !== undefined && message.endsWith(`: ${consequence}`)) {
    const transition = message.slice(0, -consequence.length - 2);
    const [, after = ''] = / → (.*)$/s.exec(transition) ?? [];
    const isSaid = after !== '' && consequence.includes(after);
    return `${consequence}: ${namesOf(changes, most)}${isSaid ? '' : `: ${transition}`}`;
  }
  const lost = /^severity (\w+): no longer evaluated/.exec(message);
  if (lost !== null && changes.length > 1) return detectionsLost(changes);
  return withNames(changes, changes.length === 1 ? message : sharedWords(first), most);
}

function detectionsLost(changes: ChangeGroup['changes']): string {
  const critical = changes.filter(({ message }) => message.startsWith('severity critical')).length;
  const where = /\(.+\)$/.exec(changes[0].message)?.[0] ?? '';
  const severe = critical === 0 ? '' : `, ${critical} of them critical,`;
  return `${changes.length} detections${severe} no longer raise alerts ${where}: ${listOf(changes.map(({ subject }) => subject))}`;
}

/** The worst that follows from a construct that is gone. */
function consequences(changes: ChangeGroup['changes']): string {
  const found = changes.flatMap((change) => {
    const [, words] = /^it was removed: ([^:]+)/.exec(change.message) ?? [];
    return words ?? [];
  });
  return someOf([...new Set(found)], 2);
}

function were(changes: readonly ReviewChange[]): string {
  return changes.length === 1 ? 'is' : 'are';
}

function mayOf({ kind }: ReviewChange): string {
  if (kind === 'access-narrowed') return 'may no longer';
  return kind === 'access-unknown' ? 'may perhaps' : 'may';
}

function namesOf(changes: readonly ReviewChange[], most: number): string {
  return listOf(
    changes.map(({ subject }) => subject),
    most,
  );
}

/** Texts, each once; the rest is counted. */
function listOf(texts: readonly string[], most = MAX_NAMED): string {
  return someOf([...new Set(texts)], most);
}

/** As many names as leave room for the message in the line. Where not even one does, each has its share, and the shortest come first. */
function withNames(changes: readonly ReviewChange[], message: string, most = MAX_NAMED): string {
  const names = changes.map(({ subject }) => subject);
  if (most > MAX_NAMED) return `${listOf(names, most)}: ${message}`;
  const of = (count: number): string => `${listOf(names, count)}: ${message}`;
  const found = [MAX_NAMED, 2, 1].map(of).find(({ length }) => length <= MAX_LINE_LENGTH);
  if (found !== undefined) return found;
  const unique = [...new Set(names)].sort((one, other) => one.length - other.length);
  const share = Math.floor(
    (MAX_LINE_LENGTH - Math.min(message.length, MAX_MESSAGE_LENGTH)) / Math.min(unique.length, MAX_NAMED),
  );
  const cut = unique.map((name) => oneLine(name, Math.max(MIN_NAME_LENGTH, share - LIST_LENGTH)));
  return `${someOf(cut, MAX_NAMED)}: ${message}`;
}
