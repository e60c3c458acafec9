import { isValueObject, type Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { parsedText } from './parsed-text';
import { perCondition } from './per-condition';

/** What a state machine does: other states are unknown, other comments and spaces mean nothing. */
export const definition: Judge = {
  compare: perCondition((before, after, { same }) => {
    const [old, fresh] = [before, after].map((each) => each && (parsedText(each) ?? each));
    const isSame = old && fresh && same(withoutComments(old), withoutComments(fresh));
    return { verdict: isSame ? 'same' : 'unknown', words: isSame ? '' : 'other states' };
  }),
  breaks: [
    {
      words: 'only an end',
      apply: () => JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
    },
    { words: 'gone', apply: () => undefined },
  ],
};

function withoutComments(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(withoutComments);
  if (!isValueObject(value)) return value;
  const members = Object.entries(value).filter(
    ([name, each]) => name !== 'Comment' || typeof each !== 'string',
  );
  return Object.fromEntries(members.map(([name, each]) => [name, withoutComments(each)]));
}
