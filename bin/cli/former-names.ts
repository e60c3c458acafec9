/**
 * What commands were called before, and the words that call them now. Former names are part of the contract: they keep their options
 * and their output, and no help, completion or page lists them. Of two names of the same beginning, the longer one comes first.
 */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  backtest: 'rules backtest',
  'pattern test': 'rules match metric-filter',
  pattern: 'rules match',
  'event-pattern test': 'rules match event-pattern',
  'event-pattern': 'rules match',
  'selectors explain': 'trails explain',
  policy: 'trails policy',
  clickops: 'resource --by-hand',
  'archive-search': 'archive search',
  results: 'lake results',
};

/** A command line with today's names. */
export interface CurrentWords {
  readonly argv: readonly string[];
  /** The former name that it had. */
  readonly former?: string;
}

/** Replaces a former name at the beginning of a command line, and `help NAME` by `NAME --help`. Options of the program may be anywhere. */
export function withCurrentNames(argv: readonly string[]): CurrentWords {
  const places = argv.flatMap((word, place) => (word.startsWith('-') ? [] : [place]));
  const [first = -1] = places;
  if (argv[first] === 'help')
    return withCurrentNames([...argv.filter((_, place) => place !== first), '--help']);
  const former = Object.keys(FORMER_NAMES).find((name) =>
    name.split(' ').every((word, index) => argv[places[index] ?? -1] === word),
  );
  if (former === undefined) return { argv };
  const replaced = places.slice(0, former.split(' ').length);
  const now = FORMER_NAMES[former]?.split(' ') ?? [];
  return {
    argv: argv.flatMap((word, place) => (place === first ? now : replaced.includes(place) ? [] : word)),
    former,
  };
}
