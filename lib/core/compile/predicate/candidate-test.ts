import type { JsonObject } from '../../json/json-value';
import type { Condition } from '../../rule/condition';
import { type Predicate, toPredicate } from './to-predicate';

/**
 * Whether a record with these values of the known fields (`eventName` and `eventSource`, unless others are named) can
 * satisfy a condition, whatever its other fields are. The argument is a record with the known fields only, or without
 * one that the record lacks.
 */
export type Reach = (identity: JsonObject) => boolean;

/** True, false, or undefined where it depends on fields that are not known. */
type Verdict = (identity: JsonObject) => boolean | undefined;

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['eventName', 'eventSource']);

/**
 * Compiles the question that decides which rules are tried on a record. Atoms on the known fields are answered as
 * {@link toPredicate} answers them, all others are open, and the answer is no only where every way to close them
 * gives no.
 */
export function toReach(condition: Condition, known: ReadonlySet<string> = IDENTITY_FIELDS): Reach {
  const verdict = toVerdict(condition, known);
  return (identity) => verdict(identity) !== false;
}

function toVerdict(condition: Condition, known: ReadonlySet<string>): Verdict {
  switch (condition.kind) {
    case 'and':
      return decidedBy(
        false,
        condition.of.map((member) => toVerdict(member, known)),
      );
    case 'or':
      return decidedBy(
        true,
        condition.of.map((member) => toVerdict(member, known)),
      );
    case 'not': {
      const verdict = toVerdict(condition.of, known);
      return (identity) => {
        const holds = verdict(identity);
        return holds === undefined ? undefined : !holds;
      };
    }
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'wildcard':
    case 'matches':
    case 'cidr':
    case 'compare':
    case 'isNull':
    case 'exists':
    case 'timePart':
      return atomVerdict(condition, [condition.field], known);
    case 'sameAs':
      return atomVerdict(condition, [condition.field, condition.other], known);
    case 'element':
    case 'document':
    case 'outsideAccount':
    case 'keyword':
    case 'keywordMatches':
      return open;
    default:
      return condition satisfies never;
  }
}

/** One part that is `decisive` decides; otherwise one open part leaves it open. */
function decidedBy(decisive: boolean, parts: readonly Verdict[]): Verdict {
  return (identity) => {
    let result: boolean | undefined = !decisive;
    for (const part of parts) {
      const holds = part(identity);
      if (holds === decisive) return decisive;
      if (holds === undefined) result = undefined;
    }
    return result;
  };
}

function atomVerdict(atom: Condition, fields: readonly string[], known: ReadonlySet<string>): Verdict {
  if (!fields.every((field) => known.has(field))) return open;
  const predicate: Predicate = toPredicate(atom);
  return predicate;
}

function open(): undefined {
  return undefined;
}
