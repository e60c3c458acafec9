import type { DecidedFiles } from '../../inputs/decided-files';
import type { Input } from '../../inputs/input-file';
import { KeyedInput } from '../../inputs/keyed-input';
import { breathe, mustBreathe } from '../../inputs/opened-log-file';
import type { SearchEvent } from '../search-event';
import { DecidedEvents, decidedEvents } from './decided-events';
import { withWatched } from './with-watched';

/** Searches inputs, and returns the results in their order, in portions. */
export type Search = (inputs: AsyncIterable<Input>) => AsyncIterable<readonly SearchEvent[]>;

/** A search, and what it came to before. */
export interface RememberedQuestion {
  readonly search: Search;
  /** Undefined if it is not remembered. */
  readonly decided: DecidedFiles | undefined;
}

/** The two halves of a search for alerts and for records beside them. */
export interface QuestionHalves {
  /** What the rules alone came to. */
  readonly rules: DecidedFiles | undefined;
  /** The search for the records alone. */
  readonly watched: RememberedQuestion;
}

/** How much is known of an input: what it comes to, what the rules come to in it, or nothing. */
type Judged =
  | { readonly known: 'all'; readonly events: readonly SearchEvent[] }
  | {
      readonly known: 'rules';
      readonly input: Input;
      readonly keyed: KeyedInput;
      readonly rules: readonly SearchEvent[];
    }
  | { readonly known: 'nothing'; readonly input: Input; readonly keyed?: KeyedInput };

type Searched = Exclude<Judged, { readonly known: 'all' }>;

/**
 * Searches the inputs of which nothing is remembered, and remembers them. The results and their order are those of the search.
 *
 *     inputs ──► remembered? ──yes──► its events
 *                     └──no──► all up to the next that is ──► search ──► its events, kept for the next time
 */
export class RememberedSearch {
  constructor(
    private readonly question: RememberedQuestion,
    private readonly halves: QuestionHalves | undefined,
  ) {}

  async *search(inputs: AsyncIterable<Input>): AsyncGenerator<readonly SearchEvent[], void> {
    const judged = new Upcoming(this.#judge(inputs));
    try {
      for (let next = await judged.peek(); next !== undefined; next = await judged.peek()) {
        if (next.known !== 'all') yield* this.#searchRun(judged, next.known);
        else {
          judged.take();
          yield next.events;
          if (mustBreathe()) await breathe();
        }
      }
    } finally {
      await judged.return();
      this.question.decided?.close();
      this.halves?.watched.decided?.close();
    }
  }

  /** Searches inputs until one comes of which more is known, or less. */
  async *#searchRun(
    judged: Upcoming<Judged>,
    known: Searched['known'],
  ): AsyncGenerator<readonly SearchEvent[], void> {
    const { halves } = this;
    const { search, decided } = known === 'rules' && halves !== undefined ? halves.watched : this.question;
    const files = new Map<string, SearchedFile>();
    for await (const events of search(this.#run(judged, known, files)))
      yield events.flatMap((event) => {
        const file = event.kind === 'not-searched' ? undefined : files.get(event.name);
        if (file === undefined) return [event];
        const found = file.take(event, decided);
        if (event.kind === 'file') files.delete(event.name);
        return found;
      });
  }

  async *#run(
    judged: Upcoming<Judged>,
    known: Searched['known'],
    files: Map<string, SearchedFile>,
  ): AsyncGenerator<Input, void> {
    for (let next = await judged.peek(); next?.known === known; next = await judged.peek()) {
      judged.take();
      const { input, keyed } = next as Searched;
      if (keyed !== undefined)
        files.set(input.name, new SearchedFile(keyed, 'rules' in next ? next.rules : undefined));
      yield input;
    }
  }

  async *#judge(inputs: AsyncIterable<Input>): AsyncGenerator<Judged, void> {
    for await (const input of inputs) {
      const keyed = 'open' in input ? KeyedInput.of(input) : undefined;
      yield keyed === undefined ? { known: 'nothing', input } : this.#judgeKeyed(keyed);
    }
  }

  #judgeKeyed(keyed: KeyedInput): Judged {
    const { question, halves } = this;
    const { input } = keyed;
    const events = found(question.decided, keyed);
    if (events !== undefined) return { known: 'all', events };
    const rules = halves && found(halves.rules, keyed);
    if (halves === undefined || rules === undefined) return { known: 'nothing', input, keyed };
    const watched = found(halves.watched.decided, keyed);
    return watched === undefined
      ? { known: 'rules', input, keyed, rules }
      : { known: 'all', events: withWatched(rules, watched) };
  }
}

function found(decided: DecidedFiles | undefined, keyed: KeyedInput): readonly SearchEvent[] | undefined {
  const bytes = decided?.find(keyed);
  return bytes && decidedEvents(bytes);
}

/** A file while it is searched. */
class SearchedFile {
  readonly #decided = new DecidedEvents();
  readonly #watched: SearchEvent[] = [];

  /** @param rules what the rules come to in it, if only the records beside the alerts are searched for */
  constructor(
    private readonly keyed: KeyedInput,
    private readonly rules: readonly SearchEvent[] | undefined,
  ) {}

  /** Takes its next event, and gives what is to be handed on. */
  take(event: SearchEvent, decided: DecidedFiles | undefined): readonly SearchEvent[] {
    if (decided !== undefined) this.#decided.add(event);
    if (this.rules !== undefined) this.#watched.push(event);
    if (event.kind !== 'file') return this.rules === undefined ? [event] : [];
    const { bytes } = this.#decided;
    if (bytes !== undefined) decided?.keep(this.keyed, bytes);
    return this.rules === undefined ? [event] : withWatched(this.rules, this.#watched);
  }
}

/** What comes next, and may be left to another reader. */
class Upcoming<T> {
  #next: Promise<IteratorResult<T, void>> | undefined;

  constructor(private readonly all: AsyncGenerator<T, void>) {}

  /** Undefined at the end. */
  async peek(): Promise<T | undefined> {
    this.#next ??= this.all.next();
    const { done, value } = await this.#next;
    return done === true ? undefined : value;
  }

  take(): void {
    this.#next = undefined;
  }

  async return(): Promise<void> {
    await this.all.return();
  }
}
