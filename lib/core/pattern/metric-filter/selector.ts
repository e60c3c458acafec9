import type { FilterCursor } from './filter-cursor';
import type { Selector, SelectorStep } from './filter-syntax';

const NAME = /[A-Za-z0-9_-]+/y;
const INDEX = /\d+/y;
const MAX_INDEX = 9;
/** A name with a character that the documentation does not allow, as far as it seems to go. */
const WIDER_NAME = /[^\s.[\]()=!<>&|{}"'%]+/uy;

/**
 * Reads `$.a.b`, `$['a.b']`, `$.a[0]`, `$.a[*]`, `$.*`, `$.['a.b']`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseSelector(cursor: FilterCursor): Selector {
  const start = cursor.at;
  if (!cursor.take('$'))
    cursor.fail(
      'expected-selector',
      `a condition begins with a field, such as $.eventName; found ${cursor.found()}`,
    );
  const steps: SelectorStep[] = [];
  while (cursor.next === '.' || cursor.next === '[') steps.push(parseStep(cursor));
  if (steps.length === 0)
    cursor.fail(
      'expected-selector',
      `'$' must be followed by the name of a field, such as $.eventName; found ${cursor.found()}`,
    );
  if (steps.some(isWildcard)) cursor.wildcardSelectors.push(start);
  const second = steps.filter(isWildcard).length > 1;
  if (second) cursor.fail('too-many-wildcards', "a field may have one '*' only, in '.*' or '[*]'", start);
  return steps;
}

export function isWildcard(step: SelectorStep): boolean {
  return 'every' in step;
}

function parseStep(cursor: FilterCursor): SelectorStep {
  if (cursor.take('.') && cursor.next !== '[') return parseMember(cursor);
  cursor.take('[');
  if (cursor.take('*')) return closed(cursor, { every: 'element' });
  if (cursor.next === "'" || cursor.next === '"') return closed(cursor, { member: parseQuotedName(cursor) });
  const at = cursor.at;
  const index = cursor.match(INDEX);
  if (index === undefined)
    cursor.fail(
      'bad-selector',
      `between brackets stands an index, '*' or a name in single quotation marks; found ${cursor.found()}`,
    );
  if (index.length > MAX_INDEX) cursor.fail('bad-selector', `the index ${index} is too large`, at);
  return closed(cursor, { element: Number(index) });
}

function parseMember(cursor: FilterCursor): SelectorStep {
  if (cursor.take('*')) return { every: 'member' };
  const at = cursor.at;
  const name = cursor.match(NAME);
  if (name === undefined && cursor.next === '.')
    cursor.fail('bad-selector', "a name is missing between two dots; '..' is not supported");
  cursor.at = at;
  const wider = cursor.match(WIDER_NAME) ?? '';
  if (wider === '')
    cursor.fail('bad-selector', `the name of a field is missing after the dot; found ${cursor.found()}`);
  if (wider !== name)
    cursor.fail(
      'bad-selector',
      `a name has letters, digits, '-' and '_'; write any other as $.['${wider}']`,
      at,
    );
  return { member: wider };
}

function parseQuotedName(cursor: FilterCursor): string {
  const at = cursor.at;
  const quote = cursor.next;
  const end = cursor.text.indexOf(quote, at + 1);
  if (end === -1) cursor.fail('unclosed-name', `the name that begins here has no closing ${quote}`, at);
  const name = cursor.text.slice(at + 1, end);
  cursor.at = end + 1;
  if (name === '') cursor.fail('bad-selector', 'the name of a field is empty', at);
  if (quote === '"')
    cursor.warn(
      'double-quoted-name',
      `the documentation has names in single quotation marks only: ['${name}']`,
      at,
    );
  return name;
}

function closed(cursor: FilterCursor, step: SelectorStep): SelectorStep {
  if (!cursor.take(']')) cursor.fail('bad-selector', `expected ']'; found ${cursor.found()}`);
  return step;
}
