import type { Actor } from '../fact/actor';
import { CaseHistory } from './case-history';

/** The maximum number of identities without a link whose calls are kept: a link may still be found. */
const MAX_OTHERS = 5_000;

/** What each identity did. Whoever comes first from the same addresses does not take the place of a member. */
export class CaseHistories {
  /** Suspects, and who is linked to one. */
  readonly members = new Set<string>();
  /** Records of others that are not kept. */
  leftOut = 0;
  private others = 0;
  private readonly byNode = new Map<string, CaseHistory>();

  /** What an identity did before. */
  get(node: string): CaseHistory | undefined {
    return this.byNode.get(node);
  }

  /**
   * What takes a record of an identity; undefined if there are too many.
   *
   * @param actor who it is, if the records are not to say it
   */
  of(node: string, actor?: Actor): CaseHistory | undefined {
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const isOther = !this.members.has(node);
    if (isOther && this.others >= MAX_OTHERS) {
      this.leftOut += 1;
      return undefined;
    }
    if (isOther) this.others += 1;
    const history = new CaseHistory(actor);
    this.byNode.set(node, history);
    return history;
  }
}
