import type { Atom } from '../negation-normal-form';

/** The fields that decide about an atom. */
export interface AtomFields {
  /** Those that it reads; undefined where it reads more than the values of single fields. */
  readonly reads: readonly string[] | undefined;
  /** The fields of which the record must have every one for the atom to hold, where several are read. */
  readonly needs: readonly string[];
}

const NONE: readonly string[] = [];
const OF_ANY: AtomFields = { reads: undefined, needs: NONE };

/** The field with the account that received a record. */
export const RECIPIENT_FIELD = 'recipientAccountId';

/** Which fields an atom reads. It looks at the atom alone and compiles nothing. */
export function atomFields(atom: Atom): AtomFields {
  switch (atom.kind) {
    case 'element':
    case 'document':
    case 'keyword':
    case 'keywordMatches':
      return OF_ANY;
    case 'sameAs':
      return { reads: [atom.field, atom.other], needs: [atom.field, atom.other] };
    case 'outsideAccount':
      return { reads: [atom.field, RECIPIENT_FIELD], needs: [atom.field] };
    default:
      return { reads: [atom.field], needs: NONE };
  }
}
