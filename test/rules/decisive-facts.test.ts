import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import type { Alert } from '../../lib/core/alert/alert';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { alertLines } from '../../lib/core/alert/message/alert-lines';
import { renderMail } from '../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../lib/core/alert/message/chat-notification';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { compileFieldPath, readField } from '../../lib/core/record/field-path';
import type { Condition } from '../../lib/core/rule/condition';
import { foldCondition } from '../../lib/core/rule/fold-case';
import { isBelow, type Rule } from '../../lib/core/rule/rule';
import { corpusRecords, describeCorpus } from '../parity/corpus';

const RULE = { id: 'r', name: 'r', title: 'R', severity: 'low', tags: [], firstSteps: [] } as const;

const RULES = readRulesWithExamples();

const CASES = RULES.flatMap(({ rule, examples }) =>
  examples.matching.map(({ record }): [Rule, JsonObject] => [rule, record]),
);

const EXAMPLES = CASES.map(([, record]) => record);

/** What people read of an alert on a record, in each way on which it is sent. */
function messagesOf(record: JsonObject): readonly string[] {
  const alert = toAlert(RULE, record, { route: 'cli', source: {} });
  const chat = toChatNotification(alert).content.description;
  return [alert.summary, renderMail(alert), chat];
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}

/** Accounts of others in a text that is one, or in ARNs. */
function strangersIn(text: string, own: readonly unknown[]): readonly string[] {
  const inArns = [...text.matchAll(/arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}):/g)].map(
    ([, account = '']) => account,
  );
  const found = /^\d{12}$/.test(text) ? [text] : inArns;
  return found.filter((account) => !own.includes(account));
}

function ownOf({ recipientAccountId, userIdentity }: JsonObject): readonly unknown[] {
  return [recipientAccountId, isJsonObject(userIdentity) ? userIdentity.accountId : undefined];
}

/** The accounts of others that a record names, but for those of its ids and its user agent. */
function strangersOf({ eventID, requestID, userAgent, ...record }: JsonObject): readonly string[] {
  const own = ownOf(record);
  return [...new Set([...textsIn(record)].flatMap((text) => strangersIn(text, own)))];
}

/** The statements that a request has, as an object or as text, which allow everyone or another account something. */
function openStatements(value: unknown, own: readonly unknown[]): readonly JsonObject[] {
  const found = typeof value === 'string' && value.includes('{') ? parseJson(value) : value;
  if (typeof found !== 'object' || found === null) return [];
  const { Statement } = found as { Statement?: unknown };
  const statements = [Statement]
    .flat()
    .filter((each): each is JsonObject => isJsonObject(each as JsonObject));
  if (statements.length === 0) return Object.values(found).flatMap((member) => openStatements(member, own));
  return statements.filter(
    ({ Effect, Principal }) =>
      Effect === 'Allow' &&
      [...textsIn(Principal)].some((text) => text === '*' || strangersIn(text, own).length > 0),
  );
}

type Atom = Extract<Condition, { readonly field: string }>;

/** What differs from call to call. */
const OF_THE_CALL = /^(?:requestParameters|responseElements|additionalEventData)\./;

/** Where ports and protocols are, which are told as `tcp 0-65535` and `all`. */
const PORTS = /\.(?:fromPort|toPort|ipProtocol|aclProtocol)$/i;

/** What a rule looks for in the parameters and the answer of a call. */
function atomsOf(condition: Condition): readonly Atom[] {
  return foldCondition<readonly Atom[]>(condition, {
    atom: (atom) =>
      'field' in atom && OF_THE_CALL.test(atom.field) && !PORTS.test(atom.field) ? [atom] : [],
    all: (parts) => parts.flat(),
    any: (parts) => parts.flat(),
    not: () => [],
  });
}

/** The values of a record by which an atom holds, but for policies and how the call ended. */
function foundBy(atom: Atom, record: JsonObject): readonly string[] {
  if (atom.field === `responseElements.${String(record.eventName)}`) return [];
  const holds = toPredicate({ ...atom, field: 'value' });
  const values = readField(record, compileFieldPath(atom.field)).flat(4) as readonly Json[];
  const scalars = values.filter((value) => value !== null && typeof value !== 'object' && value !== '');
  return scalars
    .filter((value) => holds({ ...record, value }))
    .map(String)
    .filter((text) => !/^[[{]/.test(text.trim()));
}

/** What no alert may show: then it has the name of the parameter. */
const HIDDEN = /^(?:\*{3,}|<sensitiveDataRemoved>|HIDDEN_DUE_TO_SECURITY_REASONS)$/;

/** How much of a value is looked for in an alert. */
const SHOWN = 40;

function unnamedOf(cases: readonly (readonly [Rule, JsonObject])[]): {
  readonly found: number;
  readonly unnamed: readonly string[];
} {
  let found = 0;
  const unnamed = cases.flatMap(([rule, record]) => {
    const { summary, details = {}, resources } = toAlert(rule, record, { route: 'cli', source: {} });
    const told = [summary, ...Object.values(details).flat(), ...resources].join('\n').toLowerCase();
    return atomsOf(rule.condition).flatMap((atom) => {
      const values = foundBy(atom, record);
      if (values.length === 0) return [];
      found += 1;
      const isNamed = values.some((value) => {
        const text = HIDDEN.test(value) ? (atom.field.split('.').at(-1) ?? '') : value.trim().slice(0, SHOWN);
        return told.includes(text.toLowerCase());
      });
      return isNamed ? [] : [`${rule.name} ${String(record.eventName)} ${atom.field}: ${values.join(', ')}`];
    });
  });
  return { found, unnamed };
}

/** How many accounts an alert names at most. */
const MAX_ACCOUNTS = 10;

function silentOf(records: readonly JsonObject[]): {
  readonly named: number;
  readonly silent: readonly string[];
} {
  let named = 0;
  const silent = records.flatMap((record) => {
    const strangers = strangersOf(record).slice(0, MAX_ACCOUNTS);
    if (strangers.length === 0) return [];
    named += 1;
    const [summary = '', ...messages] = messagesOf(record);
    const isSaid = strangers.some((account) => summary.includes(account));
    const isWhole = messages.every((text) => strangers.every((account) => text.includes(account)));
    return isSaid && isWhole ? [] : [`${String(record.eventName)}: ${summary}`];
  });
  return { named, silent };
}

function unsaidOf(records: readonly JsonObject[]): {
  readonly open: number;
  readonly unsaid: readonly string[];
} {
  let open = 0;
  const unsaid = records.flatMap((record) => {
    const own = ownOf(record);
    const statements = openStatements(record.requestParameters, own);
    if (statements.length === 0) return [];
    open += 1;
    const isSaid = (text: string) =>
      statements.some(({ Principal, Action, NotAction }) => {
        const strangers = [...textsIn(Principal)].filter(
          (each) => each === '*' || strangersIn(each, own).length > 0,
        );
        const isOf = (values: unknown, length: number) =>
          [...textsIn(values)].some((each) => text.includes(each.slice(0, length)));
        // An alert calls '*' everyone, unless a condition narrows it.
        const isForAll = strangers.includes('*') && / for (?:[^'()]*, )?(?:everyone|\*)/.test(text);
        return (
          (isForAll ||
            isOf(
              strangers.filter((each) => each !== '*'),
              90,
            )) &&
          isOf([Action, NotAction], 60)
        );
      });
    const texts = messagesOf(record);
    return texts.every(isSaid) ? [] : [`${String(record.eventName)}: ${texts[0]}`];
  });
  return { open, unsaid };
}

/** The parameter of a call, as CloudTrail writes it, with its value. */
const RAW_PARAMETER = /(?:^|[(;,] ?|: )((?:[a-z]+[A-Z]|[A-Z][a-z]+[A-Z])\w*(?: \w+)?: [^ ]+)/;

/** Values by which something is switched off. */
const OFF = /^(?:false|off|disabled|inactive|suspended|paused)$/i;

/** Verbs that say only that something is another than before. */
const SAYS_LITTLE = /\) (?:through \S+ )?(?:changed|modified|set|updated) /;

/** Sentences that say what was switched off behind such a verb, and why. */
const SAID_BEHIND: readonly RegExp[] = [
  // Each service is named, on or off.
  /changed which services AWS Backup protects \(.*off/,
  // It goes on recording other types.
  /changed configuration recorder '[^']+' \(does not record all resource types\)/,
];

function alertsOf(
  cases: readonly (readonly [Rule, JsonObject])[],
): readonly { readonly rule: Rule; readonly record: JsonObject; readonly alert: Alert }[] {
  return cases
    .filter(([rule]) => !isBelow(rule.severity, 'low'))
    .map(([rule, record]) => ({ rule, record, alert: toAlert(rule, record, { route: 'cli', source: {} }) }));
}

describe('what decides whether an alert matters', () => {
  test('is in words, and not a parameter as the call has it', () => {
    const alerts = alertsOf(CASES);
    const raw = alerts.flatMap(({ alert }) => {
      const details = alertLines(alert).filter(([name]) => name === 'Detail');
      const texts = [alert.summary, ...details.map(([, value]) => value)];
      return texts.flatMap((text) => RAW_PARAMETER.exec(text)?.[1] ?? []);
    });
    expect([...new Set(raw)]).toEqual([]);
    expect(alerts.length).toBeGreaterThan(700);
  });

  test('is never that something changed, where a rule knows that it was switched off', () => {
    let off = 0;
    const vague = alertsOf(CASES).flatMap(({ rule, record, alert: { summary } }) => {
      const found = atomsOf(rule.condition).flatMap((atom) => foundBy(atom, record));
      if (!found.some((value) => OFF.test(value))) return [];
      off += 1;
      return SAYS_LITTLE.test(summary) && !SAID_BEHIND.some((known) => known.test(summary)) ? [summary] : [];
    });
    expect(vague).toEqual([]);
    expect(off).toBeGreaterThan(30);
  });

  test('what a rule looks for in the parameters of a call, and finds, is in the alert', () => {
    const { found, unnamed } = unnamedOf(CASES);
    expect(unnamed).toEqual([]);
    expect(found).toBeGreaterThan(350);
  });

  test('every account of others in an example of a rule is in its sentence, its mail and its chat message', () => {
    const { named, silent } = silentOf(EXAMPLES);
    expect(silent).toEqual([]);
    expect(named).toBeGreaterThan(70);
  });

  test('of a policy in an example of a rule, who else is allowed what is in each of them', () => {
    const { open, unsaid } = unsaidOf(EXAMPLES);
    expect(unsaid).toEqual([]);
    expect(open).toBeGreaterThan(15);
  });
});

describeCorpus('what decides whether an alert on a real record matters (skipped without the corpus)', () => {
  const records = corpusRecords();

  test('what a rule found is told', () => {
    const cases = RULES.flatMap(({ rule }) => {
      const holds = toPredicate(rule.condition);
      return records.filter(holds).map((record): [Rule, JsonObject] => [rule, record]);
    });
    const { found, unnamed } = unnamedOf(cases);
    expect([...new Set(unnamed)].slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(80);
  });

  test('every account of others is told', () => {
    const { named, silent } = silentOf(records);
    expect(silent.slice(0, 20)).toEqual([]);
    expect(named).toBeGreaterThan(20);
  });

  test('of a policy, who else is allowed what', () => {
    const { open, unsaid } = unsaidOf(records);
    expect(unsaid.slice(0, 20)).toEqual([]);
    expect(open).toBeGreaterThan(5);
  });
});
