import { toEventPattern } from '../../../lib/core/compile/event-pattern/to-event-pattern';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import type { Engine, Verdicts } from '../../../test/equivalence/engine';
import type { AnsweringProcess } from '../answering-process';
import { startJava } from './java-process';

interface RulerAnswer {
  readonly refused: Readonly<Record<string, string>>;
  readonly matches: readonly (readonly number[] | string)[];
}

/** What event-ruler makes of a pattern: why it refuses it, or its verdict on each event. */
export type RulerVerdicts = { readonly refused: string } | { readonly verdicts: Verdicts };

/** event-ruler, the library by AWS that EventBridge matches events with. @see https://github.com/aws/event-ruler */
export class EventRuler {
  static async start(): Promise<EventRuler> {
    return new EventRuler(await startJava('event-ruler/EventRuler.java', ['-Xmx1g']));
  }

  private constructor(private readonly process: AnsweringProcess) {}

  /** Every pattern on every event, both as text; each pattern by itself, or all together as the rules of one bus. */
  async match(
    patterns: readonly string[],
    events: readonly string[],
    together = false,
  ): Promise<readonly RulerVerdicts[]> {
    const { refused, matches } = await this.process.ask<RulerAnswer>({ patterns, events, together });
    const matching = matches.map((found) => (typeof found === 'string' ? new Error(found) : new Set(found)));
    return patterns.map((_, index) => {
      const message = refused[String(index)];
      if (message !== undefined) return { refused: message };
      return { verdicts: matching.map((found) => (found instanceof Error ? found : found.has(index))) };
    });
  }

  /** It as one of the engines that rules are compiled for. */
  asEngine(together: boolean): Engine {
    return {
      name: together ? 'event-ruler with all rules on one bus' : 'event-ruler',
      compile: toEventPattern,
      needsShapes: true,
      holds: () => true,
      run: async (artefacts, records) => {
        const events = records.map((record: JsonObject) => JSON.stringify(toEnvelope(record)));
        const found = await this.match(artefacts, events, together);
        return found.map((one) =>
          'verdicts' in one ? one.verdicts : events.map(() => new Error(`refused: ${one.refused}`)),
        );
      },
    };
  }

  stop(): void {
    this.process.stop();
  }
}
