import {
  type AlertKinds,
  hashedKinds,
  isWithoutKinds,
  KnownKinds,
  SENT_FIRST,
} from '../../../lib/core/alert/alert-kinds';
import { idPrefix } from '../../../lib/core/alert/packed-alert-ids';
import type { Admitted } from '../../aws/table/read-admitted';

/**
 * What a window that is past its threshold had admitted when it was read. What it refused it never admits: an alert is
 * refused if the window knows all of its kinds or has no room for more, and neither ever changes back.
 */
export class FullWindow {
  readonly #known = new KnownKinds(SENT_FIRST);

  constructor(private readonly admitted: Admitted) {
    this.#known.add(admitted.kinds);
  }

  /** The prefixes of the ids of the admitted alerts. */
  get ids(): ReadonlySet<string> {
    return this.admitted.ids;
  }

  /** Whether an alert is admitted, or may be as the first of its kind. */
  mayAdmit(alertId: string, kinds: AlertKinds): boolean {
    return (
      this.admitted.ids.has(idPrefix(alertId)) || !isWithoutKinds(this.#known.unknownOf(hashedKinds(kinds)))
    );
  }
}
