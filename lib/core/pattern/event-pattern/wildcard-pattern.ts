/**
 * A wildcard of EventBridge as the texts between its stars: `*` matches any characters, also none; `\*` is a star,
 * `\\` a backslash.
 */
export type WildcardPieces = readonly string[];

const STRAY_BACKSLASH =
  "a backslash is allowed only before '*' or another backslash; for a literal backslash, write two";

/** Reads a wildcard. The problem is a sentence. */
export function parseWildcard(
  text: string,
): { readonly pieces: WildcardPieces } | { readonly problem: string } {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '*') {
      if (text[at + 1] === '*')
        return { problem: "'**' is not allowed; one '*' matches any number of characters" };
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      at += 1;
      if (text[at] !== '*' && text[at] !== '\\') return { problem: STRAY_BACKSLASH };
      piece += text[at];
    } else piece += character;
  }
  pieces.push(piece);
  return { pieces };
}

/** The wildcard that has these texts between its stars. */
export function renderWildcard(pieces: WildcardPieces): string {
  return pieces.map((piece) => piece.replace(/[\\*]/g, '\\$&')).join('*');
}

/** Whether the whole text fits. Each piece is looked for once, from the left, so that the time is linear in the text. */
export function fitsWildcard(pieces: WildcardPieces, text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/**
 * The complexity at which a pattern is refused. AWS publishes no number. Its guide and TestEventPattern refuse
 * `*:*:*:*:*:event-bus/*`, which counts 10 here, and event-ruler recommends 10 for each rule.
 * @see https://github.com/aws/event-ruler#matching-with-a-machine
 */
export const REFUSED_COMPLEXITY = 10;

/** The maximum number of position sets that are examined. */
const MAX_SETS = 2_000;

const ANY = '*';

/**
 * How many beginnings of wildcards one text can fit at the same time, at worst; event-ruler's measure. The wildcards
 * are those of one field of a pattern. Counting stops at {@link REFUSED_COMPLEXITY}; infinite if there is too much to
 * count.
 *
 * Each wildcard is a chain of places, one before each character or star. The sets of places that a text can lead to
 * are walked through, the largest one is the answer.
 */
export function wildcardComplexity(wildcards: readonly WildcardPieces[]): number {
  const chains = wildcards.map(toChain);
  let most = 0;
  const seen = new Set<string>();
  const waiting: Places[] = [chains.map((chain) => closed(chain, new Set([0])))];
  for (let places = waiting.pop(); places !== undefined; places = waiting.pop()) {
    for (const character of expected(chains, places)) {
      const next = places.map((set, index) => step(chains[index] ?? [], set, character));
      const size = next.reduce((sum, set) => sum + set.size, 0);
      most = Math.max(most, size);
      const key = next.map((set) => [...set].join()).join(';');
      if (most >= REFUSED_COMPLEXITY) return REFUSED_COMPLEXITY;
      if (size === 0 || seen.has(key)) continue;
      if (seen.add(key).size > MAX_SETS) return Number.POSITIVE_INFINITY;
      waiting.push(next);
    }
  }
  return most;
}

/** For each wildcard the places that a text has led to, in rising order. */
type Places = readonly ReadonlySet<number>[];
type Chain = readonly (string | { readonly kind: typeof ANY })[];

function toChain(pieces: WildcardPieces): Chain {
  return pieces.flatMap((piece, index) => [...(index === 0 ? [] : [{ kind: ANY } as const]), ...piece]);
}

/** The characters that lead on from these places, and the empty one for all others. */
function expected(chains: readonly Chain[], places: Places): ReadonlySet<string> {
  const characters = new Set(['']);
  for (const [index, chain] of chains.entries()) {
    for (const place of places[index] ?? []) {
      const token = chain[place];
      if (typeof token === 'string') characters.add(token);
    }
  }
  return characters;
}

/** The places after one more character. */
function step(chain: Chain, places: ReadonlySet<number>, character: string): ReadonlySet<number> {
  const next = new Set<number>();
  for (const place of places) {
    const before = chain[place - 1];
    if (typeof before === 'object') next.add(place);
    if (character !== '' && chain[place] === character) next.add(place + 1);
  }
  return closed(chain, next);
}

/** A star takes no character, too. */
function closed(chain: Chain, places: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(places);
  for (const place of places) if (typeof chain[place] === 'object') all.add(place + 1);
  return new Set([...all].sort((left, right) => left - right));
}
