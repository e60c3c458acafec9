import type { Comparand, JsonExpression, JsonSyntax, Selector, SelectorStep } from './filter-syntax';

/** Blanks and parentheses as people write them, or none that could be left out. */
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

/** What stands between the braces. */
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
