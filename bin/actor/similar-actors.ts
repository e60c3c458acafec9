import { actorTexts } from '../../lib/core/alert/from-record/actor-texts';
import type { AskedActor } from '../../lib/core/lineage/asked-actor';
import { nearestWord } from '../../lib/core/problem/nearest-word';
import type { CloudTrailRecord } from '../../lib/core/record/record';

/** The maximum number of distinct actor names that are remembered. */
const MAX_NAMES = 20_000;

/** Longer texts are not names that a person types. */
const MAX_LENGTH = 256;

const MAX_SUGGESTIONS = 3;

/** Names of actors in the records, as suggestions for a name that is not found. */
export class SimilarActors {
  private readonly names = new Set<string>();

  add(record: CloudTrailRecord): void {
    if (this.names.size >= MAX_NAMES) return;
    for (const text of actorTexts(record)) {
      if (typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH) this.names.add(text);
    }
  }

  /** The names closest to the requested one: a typing error, the same name at the end, a part of the other. */
  near(asked: string): readonly string[] {
    const wanted = asked.toLowerCase();
    const end = endOf(wanted);
    const slip = nearestWord(wanted, this.names);
    const sameEnd = [...this.names].filter((name) => endOf(name.toLowerCase()) === end);
    const parts = end.length < 4 ? [] : [...this.names].filter((name) => name.toLowerCase().includes(end));
    const slips = nearestWord(end, [...this.names].map(endOf));
    const found = [...(slip === undefined ? [] : [slip]), ...sameEnd, ...parts];
    const ofSlips = [...this.names].filter((name) => endOf(name) === slips);
    return [...new Set([...found, ...ofSlips])].slice(0, MAX_SUGGESTIONS);
  }
}

/** The name at the end of an ARN; any other text unchanged. */
function endOf(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** The sentence that no record has an actor, with names like it. */
export function notFound({ text }: AskedActor, suggestions: readonly string[]): string {
  const hint =
    suggestions.length === 0 ? '' : `; did you mean ${suggestions.map((name) => `'${name}'`).join(', ')}?`;
  return `no record has the actor '${text}'${hint}`;
}
