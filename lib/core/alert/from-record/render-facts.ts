import { nameInWords, oneLine, quoted } from '../../safe-text/one-line';
import { type AlertDetails, CUT_FACTS, MATCHED } from '../alert';
import { nameOfArn } from '../call/fill-phrase';
import { EMPTY, lengthOf, nameInParameter, nameWithin, parameterInWords } from '../call/parameter-words';

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

/** Values that say nothing without their name. */
const SAYS_LITTLE = /^(?:.{1,3}|true|false|\d{1,5}|hidden)$/i;

/** Facts whose values are parameters with their names. */
const OF_PARAMETERS: ReadonlySet<string> = new Set(['selectors', 'settings', MATCHED]);

/** How much of a value that is told a sentence has at least. */
const TOLD_LENGTH = 40;

/** How many values that a rule found, and that nothing before says, are named at the end. */
const MAX_DECIDED = 2;

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
 * @param of the parameters by which a rule found the record, of which those that neither the sentence nor a fact has come last, and
 * those that the sentence has in other words
 */
export function renderFacts(details: AlertDetails, told: string, of: FoundParameters): string {
  // Most calls have no known fact.
  return Object.keys(details).length + of.decided.length === 0 ? '' : factsInWords(details, told, of);
}

/** Parameters with their names: `deletionProtection: false`. */
interface FoundParameters {
  readonly decided: readonly string[];
  readonly told: readonly string[];
  /** The account of the call. */
  readonly account: string;
}

function factsInWords(details: AlertDetails, told: string, of: FoundParameters): string {
  const facts: string[] = [];
  for (const [fact, words] of FACTS) {
    // Which port is open to whom is more precise than the ranges of all ports.
    if (fact === 'ranges' && details.openings !== undefined) continue;
    const known = valuesOf(details, fact);
    if (known === undefined) continue;
    const values = known.filter((value) => !of.told.includes(value) && !isTold(value, told));
    if (values.length === 0) continue;
    const before = fact === 'ranges' ? `${portsInWords(details)}${words}` : words;
    const isCut = isCutFact(details, fact) || (fact === 'ranges' && isCutFact(details, 'groups'));
    facts.push(`${before}${valuesInWords(values, { fact, isCut, account: of.account })}`);
  }
  const text = oneLine(facts.slice(0, MAX_FACTS).join('; '), MAX_LENGTH);
  const others = otherAccountsInWords(details, `${told} ${text}`);
  const rest = decidedInWords(details, `${told} ${text}`, of);
  const all = [text, rest, others].filter((part) => part !== '').join('; ');
  return all === '' ? '' : ` (${all})`;
}

/** What a rule found in a parameter whose value neither the sentence nor another fact has: the role of a function. */
function decidedInWords(details: AlertDetails, told: string, of: FoundParameters): string {
  const facts = Object.values(details).flat();
  const rest = of.decided.flatMap((parameter) => {
    const { name, value } = nameInParameter(parameter);
    if (value === EMPTY) return of.told.includes(parameter) ? [] : [parameterInWords(parameter, of.account)];
    const text = nameOfArn(value);
    const isSaid =
      SAYS_LITTLE.test(value) ||
      told.includes(text.slice(0, TOLD_LENGTH)) ||
      facts.some((fact) => fact.includes(text));
    const words = /\brole$/.test(name) ? `with ${name}` : name;
    return isSaid ? [] : [`${words} ${quoted(nameWithin(value, of.account), lengthOf(value))}`];
  });
  return [...new Set(rest)].slice(0, MAX_DECIDED).join(', ');
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

/** What AWS writes in capitals as a sentence has it, but for what says only how a setting is. */
function asWord(value: string): string {
  return /^(?:DISABLED|ENABLED)$/.test(value) ? value : value.toLowerCase();
}

/** A name is written in quotes, an account without them, and a value with a name as either. */
function isTold(value: string, told: string): boolean {
  const [, , named] = NAMED.exec(value) ?? [];
  // A word in capitals is written as one: the `security` contact.
  if (named !== undefined)
    return (
      told.includes(`'${named}'`) || [named, asWord(named)].some((word) => `${told} `.includes(` ${word} `))
    );
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
  {
    fact = '',
    isCut,
    account = '',
  }: { readonly fact?: string; readonly isCut: boolean; readonly account?: string },
): string {
  const shown = values.slice(0, MAX_VALUES_OF[fact] ?? MAX_VALUES).map((value) => {
    if (fact === 'statements') return quoted(value, STATEMENT_LENGTH);
    if (OF_PARAMETERS.has(fact)) return parameterInWords(value, account);
    const isPlain = PORTS.test(value) || (fact === 'openings' && OPENING.test(value));
    return isPlain ? value : nameInWords(value, VALUE_LENGTH);
  });
  const more = values.length - shown.length;
  if (isCut) return `${shown.join(', ')} and at least ${more + 1} more`;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
