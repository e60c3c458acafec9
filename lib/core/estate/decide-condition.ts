import { deeperIn, type Located, type References, toJson, toList } from './located';
import { areEqual, unknownBy } from './values/functions';
import { canonicalValue, MAX_DEPTH } from './values/value';

/** A condition: whether it holds, and in words what decides that. */
export interface Decided {
  /** `undefined`: only the deployment knows. */
  readonly holds: boolean | undefined;
  /** Such as `parameter Env = prod`: conditions of equal words are equal, whatever their names. */
  readonly words: string;
}

/** Decides a condition of a template, or a function of conditions. */
export function decide(condition: unknown, references: References, at: Located): Decided {
  at.parts.left -= 1;
  if (at.depth > MAX_DEPTH || at.parts.left < 0)
    return { holds: undefined, words: 'a condition that refers to itself, or is too large' };
  const [name = '', argument] = Object.entries(toJson(condition))[0] ?? [];
  const { holds, words } = decideCall({ name, argument }, references, deeperIn(at));
  const short = unknownBy(words, 'condition').words;
  return { holds: holds ?? at.assumed.get(short), words: short };
}

interface Call {
  readonly name: string;
  readonly argument: unknown;
}

function decideCall({ name, argument }: Call, references: References, at: Located): Decided {
  switch (name) {
    case 'Condition': {
      const conditions = toJson(at.stack.template.Conditions);
      const isKnown = typeof argument === 'string' && Object.hasOwn(conditions, argument);
      return isKnown
        ? decide(conditions[argument], references, at)
        : { holds: undefined, words: String(argument) };
    }
    case 'Fn::Equals': {
      const [left, right] = toList(argument).map((each) => references.resolve(each, at));
      const words = [left, right].map((each) => wordsOf(canonicalValue(each))).join(' = ');
      return { holds: areEqual(left, right), words };
    }
    case 'Fn::Not': {
      const { holds, words } = decide(toList(argument)[0], references, at);
      return { holds: holds === undefined ? undefined : !holds, words: `not (${words})` };
    }
    case 'Fn::And':
    case 'Fn::Or':
      return combined(
        name,
        toList(argument).map((each) => decide(each, references, at)),
      );
    default:
      return { holds: undefined, words: `${name} ${JSON.stringify(argument)}` };
  }
}

function combined(name: 'Fn::And' | 'Fn::Or', all: readonly Decided[]): Decided {
  const words = all.map((each) => `(${each.words})`).join(name === 'Fn::Or' ? ' or ' : ' and ');
  const decisive = name === 'Fn::Or';
  if (all.some(({ holds }) => holds === decisive)) return { holds: decisive, words };
  return { holds: all.some(({ holds }) => holds === undefined) ? undefined : !decisive, words };
}

/** `{"?":"parameter Env"}` is `parameter Env`. */
function wordsOf(canonical: string): string {
  return canonical.replace(/^\{"\?":"((?:[^"\\]|\\.)*)"\}$/, '$1').replace(/^"([^"\\]*)"$/, '$1');
}
