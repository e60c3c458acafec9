import { at, type Value } from '../../estate/values/value';
import type { Judge, Judgement } from '../model';
import { listBy } from './named-items';
import { inWords } from './words';

const byArn = listBy('Arn');

/** Members of the JSON that EventBridge sends in place of an event: names, and their values as text. */
const MEMBER = /"(\w+)":("[^"]*"|[^,}]+)/g;

/**
 * The targets of a rule of EventBridge. Where only the message of one differs, its members are compared: it has them do something, and what
 * is no longer in it is no longer done.
 */
export const targets: Judge = {
  ...byArn,
  compare: (before, after, judgedIn) => {
    const judgement = byArn.compare(before, after, judgedIn);
    if (judgement.verdict !== 'unknown' || !Array.isArray(before) || !Array.isArray(after)) return judgement;
    const [old, fresh] = [before as readonly Value[], after as readonly Value[]];
    const changed = old.filter((one) => !fresh.some((other) => judgedIn.same(one, other)));
    const [one, other] = [
      changed[0],
      fresh.find((each) => judgedIn.same(at(each, 'Arn'), at(changed[0], 'Arn'))),
    ];
    const isOnlyMessage = changed.length === 1 && judgedIn.same(withoutMessage(one), withoutMessage(other));
    return (isOnlyMessage ? compareMessages(one, other) : undefined) ?? judgement;
  },
};

function compareMessages(before: Value | undefined, after: Value | undefined): Judgement | undefined {
  const [old, fresh] = [membersOf(before), membersOf(after)];
  if (old.length === 0 || fresh.length === 0) return undefined;
  const lost = old.filter((member) => !fresh.includes(member));
  const added = fresh.filter((member) => !old.includes(member));
  const arn = inWords(at(after, 'Arn'));
  if (lost.length > 0)
    return { verdict: 'unknown', words: `messages to ${arn} no longer say ${lost.join(', ')}` };
  return { verdict: 'changed', words: `messages to ${arn} say ${added.join(', ')}, too` };
}

function membersOf(target: Value | undefined): readonly string[] {
  const template = at(target, 'InputTransformer', 'InputTemplate');
  if (typeof template !== 'string') return [];
  return [...template.matchAll(MEMBER)].map(([, name, value]) => `${name}: ${value}`);
}

/** A target without its message. */
function withoutMessage(target: Value | undefined): Value {
  if (typeof target !== 'object' || target === null) return null;
  const { InputTransformer: _message, ...others } = target as Readonly<Record<string, Value>>;
  return { ...others, InputPathsMap: at(target, 'InputTransformer', 'InputPathsMap') ?? null };
}
