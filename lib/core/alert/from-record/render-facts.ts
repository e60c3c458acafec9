import { nameInWords, oneLine, quoted } from '../../safe-text/one-line';
import { type AlertDetails, CUT_FACTS, MATCHED } from '../alert';

/** The longest text with facts but for other accounts: there is room for who did it and how it ended. */
const MAX_LENGTH = 210;

/** Maximum length of a value in a sentence. */
const VALUE_LENGTH = 64;
const STATEMENT_LENGTH = 200;

/**
 * Maximum number of values of a fact, and of facts, in a sentence; for what a rule found one more, because any may be the one
 * that decides.
 */
const MAX_VALUES = 2;
const MAX_VALUES_OF: Readonly<Record<string, number>> = { statements: 1, [MATCHED]: 3 };
const MAX_FACTS = 3;

/** Ports are written without quotes: `tcp 22`. */
const PORTS = /^[a-z0-9-]+ [0-9-]+$/;

/** The openings of a rule, one for each port or range: `tcp 22 for 0.0.0.0/0`. */
const OPENING = /^[a-z0-9-]+(?: [0-9-]+)? for [\w.:/-]+$/;

/** A value with its name: `publiclyAccessible: true`, `endpointConfiguration url: https://example.com/`. */
const NAMED = /^([\w.-]+(?: [\w.-]+)?: )(.+)$/s;

/** The facts that a sentence contains, the most telling first, each with the words before its values. */
const FACTS: readonly (readonly [fact: string, words: string])[] = [
  ['sharedWith', 'shared with '],
  ['openings', ''],
  ['ranges', 'for '],
  ['accessKeyId', 'access key '],
  ['deliversTo', 'delivers to '],
  ['selectors', ''],
  ['settings', ''],
  ['operations', 'for '],
  [MATCHED, ''],
  ['statements', ''],
];

/**
 * The facts that decide how serious a call is, as the end of its phrase: ` (tcp 22 for 0.0.0.0/0)`. Empty if none is
 * known.
 *
 * @param told what the sentence says before them; a value in it is not repeated
 */
export function renderFacts(details: AlertDetails, told: string): string {
  // Most calls have no known fact.
  return Object.keys(details).length === 0 ? '' : factsInWords(details, told);
}

function factsInWords(details: AlertDetails, told: string): string {
  const facts: string[] = [];
  for (const [fact, words] of FACTS) {
    // Which port is open to whom is more precise than the ranges of all ports.
    if (fact === 'ranges' && details.openings !== undefined) continue;
    const known = valuesOf(details, fact);
    if (known === undefined) continue;
    const values = known.filter((value) => !isTold(value, told));
    if (values.length === 0) continue;
    const before = fact === 'ranges' ? `${portsInWords(details)}${words}` : words;
    const isCut = isCutFact(details, fact) || (fact === 'ranges' && isCutFact(details, 'groups'));
    facts.push(`${before}${valuesInWords(values, { fact, isCut })}`);
  }
  const text = oneLine(facts.slice(0, MAX_FACTS).join('; '), MAX_LENGTH);
  const others = otherAccountsInWords(details, `${told} ${text}`);
  const all = [text, others].filter((part) => part !== '').join('; ');
  return all === '' ? '' : ` (${all})`;
}

/** The accounts that nothing before names: whether one is ours decides most. */
function otherAccountsInWords(details: AlertDetails, told: string): string {
  const others = (details.otherAccounts ?? []).filter((account) => !told.includes(account));
  const isCut = isCutFact(details, 'otherAccounts');
  return others.length === 0 ? '' : `names account ${valuesInWords(others, { isCut })}`;
}

/** Whether a fact has more values than are known. */
function isCutFact({ [CUT_FACTS]: cut = [] }: AlertDetails, fact: string): boolean {
  return cut.includes(fact);
}

/** A name is written in quotes, an account without them, and a value with a name as either. */
function isTold(value: string, told: string): boolean {
  const [, , named] = NAMED.exec(value) ?? [];
  if (named !== undefined) return told.includes(`'${named}'`) || `${told} `.includes(` ${named} `);
  return told.includes(/^\d{12}$/.test(value) ? value : `'${value}'`);
}

/** Groups are written like ranges. */
function valuesOf(details: AlertDetails, fact: string): readonly string[] | undefined {
  const { groups } = details;
  if (fact !== 'ranges' || groups === undefined) return details[fact];
  return [...(details.ranges ?? []), ...groups];
}

function portsInWords(details: AlertDetails): string {
  const { ports = [] } = details;
  return ports.length === 0 ? '' : `${valuesInWords(ports, { isCut: isCutFact(details, 'ports') })} `;
}

/** The first values, and how many more there are: at least that number where the list itself was cut. */
function valuesInWords(
  values: readonly string[],
  { fact = '', isCut }: { readonly fact?: string; readonly isCut: boolean },
): string {
  const shown = values.slice(0, MAX_VALUES_OF[fact] ?? MAX_VALUES).map((value) => {
    if (fact === 'statements') return quoted(value, STATEMENT_LENGTH);
    const [, name = '', named = value] = NAMED.exec(value) ?? [];
    return PORTS.test(value) || (fact === 'openings' && OPENING.test(value))
      ? value
      : `${oneLine(name, VALUE_LENGTH)} ${nameInWords(named, VALUE_LENGTH)}`.trim();
  });
  const more = values.length - shown.length;
  if (isCut) return `${shown.join(', ')} and at least ${more + 1} more`;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
