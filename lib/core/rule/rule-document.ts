import { conditionFault } from './condition-shape';
import { type Rule, SEVERITIES } from './rule';

/** The form below; a reader refuses any other. */
const VERSION = 1;

/**
 * Rules as the text that a construct writes and a handler reads. The same rules give the same text: keys are in
 * alphabetical order, rules in the order given.
 */
export function encodeRules(rules: readonly Rule[]): string {
  return `${JSON.stringify({ version: VERSION, rules }, sortKeys)}\n`;
}

/**
 * Reads what {@link encodeRules} wrote.
 *
 * @throws one error that says what is wrong with the document, and where
 */
export function decodeRules(text: string): Rule[] {
  const document = parseDocument(text);
  if (document.version !== VERSION) {
    const found = JSON.stringify(document.version) ?? 'none';
    throw new Error(
      `the rule document has version ${found}, and ${VERSION} is understood; build both from one release`,
    );
  }
  if (!Array.isArray(document.rules)) throw new Error("the rule document has no list 'rules'");
  for (const [index, rule] of document.rules.entries()) {
    const fault = ruleFault(rule);
    if (fault !== undefined) throw new Error(`the rule document is damaged: rules[${index}]${fault}`);
  }
  return document.rules as Rule[];
}

function parseDocument(text: string): { readonly version?: unknown; readonly rules?: unknown } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new Error('the rule document is not JSON', { cause });
  }
  if (typeof document === 'object' && document !== null) return document;
  throw new Error('the rule document is not a JSON object');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

type FieldTest = (value: unknown) => boolean;

/** What each field of a rule must be; the condition has its own check. */
const FIELDS: Readonly<Record<Exclude<keyof Rule, 'condition'>, FieldTest>> = {
  id: isText,
  name: isText,
  title: isText,
  description: isText,
  severity: (value) => SEVERITIES.some((severity) => severity === value),
  tags: isTexts,
  falsePositives: isTexts,
  references: isTexts,
  author: isText,
  status: isText,
  firstSteps: isTexts,
};

function ruleFault(rule: unknown): string | undefined {
  if (typeof rule !== 'object' || rule === null) return ' is no rule';
  const wrong = Object.entries(FIELDS).find(([name, test]) => !test((rule as Record<string, unknown>)[name]));
  if (wrong !== undefined) return `.${wrong[0]} is missing or of the wrong type`;
  return conditionFault((rule as { condition?: unknown }).condition, '.condition');
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
