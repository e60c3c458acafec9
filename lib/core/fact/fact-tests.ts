import type { Condition } from '../rule/condition';
import { isAddressRange } from '../rule/ip-range';
import { isAbsent } from './absence';
import { ACTOR_KINDS, actorKindTest } from './actor';
import { any } from './fact';
import { FACTS } from './facts';
import { isProgram, programTest, TOOLS } from './origin';
import { OUTCOMES, type OutcomeStatus, outcomeTest } from './outcome';

/** A fact that rules can name, with the values that it may have. */
export interface FactTest {
  /** For messages: the values, or what they are. */
  readonly values: readonly string[];
  readonly isValue: (value: string) => boolean;
  /** Holds when the fact has any of the values. */
  readonly test: (values: readonly string[]) => Condition;
}

const listed = (values: readonly string[], test: FactTest['test']): FactTest => ({
  ...{ values, test },
  isValue: (value) => values.includes(value),
});

/** Every fact that is one field. */
const FIELDS = Object.entries(FACTS).flatMap(([name, value]): readonly (readonly [string, FactTest])[] => {
  if (value.kind !== 'field') return [];
  const { field } = value;
  const test = (values: readonly string[]): Condition => ({ kind: 'equals', field, values, cased: true });
  return [[name, { values: ['any text'], isValue: (each) => each !== '', test }]];
});

/** The facts that rules can name, by their names. */
export const FACT_TESTS: Readonly<Record<string, FactTest>> = {
  outcome: listed(OUTCOMES, (values) => outcomeTest(values as readonly OutcomeStatus[])),
  actorKind: listed(ACTOR_KINDS, actorKindTest),
  ...Object.fromEntries(FIELDS),
  network: {
    values: ['a range of addresses, such as 203.0.113.0/24'],
    isValue: isAddressRange,
    test: (ranges) => ({ kind: 'cidr', field: 'sourceIPAddress', ranges }),
  },
  program: {
    values: [...TOOLS, 'the product of another user agent, such as aws-cli'],
    isValue: isProgram,
    test: (names) => any(...names.map(programTest)),
  },
  absent: {
    values: ['a field, such as userIdentity.arn'],
    isValue: (value) => /^[\w-]+(?:\.[\w-]+)*$/.test(value),
    test: (fields) => any(...fields.map(isAbsent)),
  },
};
