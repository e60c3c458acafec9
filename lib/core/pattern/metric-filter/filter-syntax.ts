/**
 * The pattern of a metric filter as a tree. There are three languages: expressions over JSON, a list of
 * terms, and fields between blanks.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export type FilterSyntax = JsonSyntax | TermsSyntax | FieldsSyntax;

/** `{ $.eventName = "x" && … }` */
export interface JsonSyntax {
  readonly kind: 'json';
  readonly expression: JsonExpression;
}

/** `ERROR -DEBUG`, or `?a ?b`: all of the first, none of the second, and any of the third if there are any. */
export interface TermsSyntax {
  readonly kind: 'terms';
  readonly all: readonly Term[];
  readonly none: readonly Term[];
  readonly any: readonly Term[];
}

/** `[ip, user, ..., status = 4*]` */
export interface FieldsSyntax {
  readonly kind: 'fields';
  readonly fields: readonly DelimitedField[];
}

export type JsonExpression =
  | JsonList
  | JsonComparison
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: JsonConstant }
  | { readonly kind: 'notExists'; readonly selector: Selector };

/** At least two members, none of the same kind. */
export interface JsonList {
  readonly kind: 'and' | 'or';
  readonly of: readonly JsonExpression[];
}

/** `$.latency > 5` */
export interface JsonComparison {
  readonly kind: 'compare';
  readonly selector: Selector;
  readonly operator: Operator;
  readonly value: Comparand;
}

export type JsonConstant = 'NULL' | 'TRUE' | 'FALSE';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** The way from the record to a value: `.name` or `['name']`, `[0]`, `.*`, `[*]`. */
export type Selector = readonly SelectorStep[];

export type SelectorStep =
  | { readonly member: string }
  | { readonly element: number }
  | { readonly every: 'member' | 'element' };

/** The right side of a comparison. */
export type Comparand = TextComparand | NumberComparand | ExpressionComparand;

/** `"text"`, with `*` before or after it where any text is allowed. */
export interface TextComparand {
  readonly kind: 'text';
  readonly text: string;
  readonly anyBefore: boolean;
  readonly anyAfter: boolean;
}

/** `-1.5e3`, never in quotes. The text is as it was written. */
export interface NumberComparand {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
}

/** `%regular expression%` */
export interface ExpressionComparand {
  readonly kind: 'expression';
  readonly expression: string;
}

/** A word, a phrase or a regular expression that a message may contain. */
export type Term = { readonly text: string } | ExpressionComparand;

/** A field by its place, or `...`: any number of fields. */
export type DelimitedField = { readonly ellipsis: true } | NamedField;

export interface NamedField {
  /** Empty for a field without a name, which may have no condition. */
  readonly name: string;
  readonly condition?: FieldExpression;
}

export type FieldExpression =
  | { readonly kind: 'and' | 'or'; readonly of: readonly FieldExpression[] }
  | {
      readonly kind: 'compare';
      readonly name: string;
      readonly operator: Operator;
      readonly value: Comparand;
    };

/** Expressions that one word joins; one alone is itself, and those of the same word inside are parts of it. */
export function joined<T extends JsonExpression | FieldExpression>(
  kind: 'and' | 'or',
  of: readonly T[],
): T | { readonly kind: 'and' | 'or'; readonly of: readonly T[] } {
  const [first] = of;
  if (of.length === 1 && first !== undefined) return first;
  return { kind, of: of.flatMap((part) => (part.kind === kind ? (part.of as readonly T[]) : [part])) };
}

/**
 * Limits of the pattern of a metric filter.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const FILTER_LIMITS = {
  /** Of PutMetricFilter's `filterPattern`. */
  characters: 1024,
  /** In a pattern of JSON or of fields. */
  expressions: 2,
  /** Fields with a `*` in them, in a pattern of JSON. */
  wildcardSelectors: 3,
} as const;

/** Blanks and parentheses for people, or only those that are required. */
export type FilterStyle = 'readable' | 'compact';

const PLAIN_NAME = /^[A-Za-z0-9_-]+$/;

/** A JSON pattern as text. Reading it again gives the same expression. */
export function renderJsonFilter({ expression }: JsonSyntax, style: FilterStyle): string {
  const text = renderJsonExpression(expression, style);
  return style === 'readable' ? `{ ${text} }` : `{${text}}`;
}

/** `$.a['b.c'][0]` */
function renderSelector(selector: Selector): string {
  return `$${selector.map(renderStep).join('')}`;
}

function renderStep(step: SelectorStep): string {
  if ('element' in step) return `[${step.element}]`;
  if ('every' in step) return step.every === 'member' ? '.*' : '[*]';
  return PLAIN_NAME.test(step.member) ? `.${step.member}` : `.['${step.member}']`;
}

/** The text between the braces. */
export function renderJsonExpression(expression: JsonExpression, style: FilterStyle): string {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const sign = expression.kind === 'and' ? '&&' : '||';
      const parts = expression.of.map((part) => renderMember(part, expression.kind, style));
      return parts.join(style === 'readable' ? ` ${sign} ` : sign);
    }
    case 'compare': {
      const blank = style === 'readable' ? ' ' : '';
      const { selector, operator, value } = expression;
      return `${renderSelector(selector)}${blank}${operator}${blank}${renderComparand(value)}`;
    }
    case 'is':
      return `${renderSelector(expression.selector)} IS ${expression.value}`;
    case 'notExists':
      return `${renderSelector(expression.selector)} NOT EXISTS`;
    default:
      return expression satisfies never;
  }
}

/** People put every comparison of a list in parentheses; only an `or` in an `and` needs them. */
function renderMember(member: JsonExpression, within: 'and' | 'or', style: FilterStyle): string {
  const text = renderJsonExpression(member, style);
  const needed = within === 'and' && member.kind === 'or';
  return needed || style === 'readable' ? `(${text})` : text;
}

function renderComparand(value: Comparand): string {
  switch (value.kind) {
    case 'number':
      return value.text;
    case 'expression':
      return `%${value.expression}%`;
    case 'text':
      return `"${value.anyBefore ? '*' : ''}${value.text.replaceAll('"', '\\"')}${value.anyAfter ? '*' : ''}"`;
    default:
      return value satisfies never;
  }
}
