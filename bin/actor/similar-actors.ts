import { nearestWord } from '../../lib/core/problem/nearest-word';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { actorTexts } from '../view/actor-texts';

/** So many different names of actors are remembered. */
const MAX_NAMES = 20_000;

/** A longer text is no name that a person writes. */
const MAX_LENGTH = 256;

const MAX_SUGGESTIONS = 3;

/** Names of actors that records have, for the one who asked for another. */
export class SimilarActors {
  private readonly names = new Set<string>();

  add(record: CloudTrailRecord): void {
    if (this.names.size >= MAX_NAMES) return;
    for (const text of actorTexts(record)) {
      if (typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH) this.names.add(text);
    }
  }

  /** The names that are nearest to what was asked for: a slip of the pen, the same name at the end, a part of the other. */
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

/** The name at the end of an ARN; any other text as it is. */
function endOf(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
