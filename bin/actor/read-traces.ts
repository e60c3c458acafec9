import type { ActorChain } from '../../lib/core/lineage/actor-chain';
import { ActorTraces } from '../../lib/core/lineage/actor-traces';
import type { AskedActor } from '../../lib/core/lineage/asked-actor';
import type { MadeIdentity } from '../../lib/core/lineage/made-identity';
import { openTempStore } from '../outputs/temp-store';
import type { SurveyReadings } from '../survey/read-survey';
import { notFound, SimilarActors } from './similar-actors';

/** Whose calls are to be read: the actor's, and those of what it became. */
interface FoundActor {
  readonly chain: ActorChain;
  readonly made: readonly MadeIdentity[];
  /** Identities beyond those that are followed. */
  readonly unfollowedMade: number;
  /** From which the actor itself called. */
  readonly addresses: ReadonlySet<string>;
}

/**
 * Reads who an actor became: the owner of a call is known only after all credentials are. Gives a sentence with names like it if no record
 * is the actor's.
 */
export async function readTraces(asked: AskedActor, readings: SurveyReadings): Promise<FoundActor | string> {
  const traces = new ActorTraces(asked, openTempStore);
  await readings.readAgain((record) => traces.take(record), traces.condition);
  if (!traces.isFound) {
    const similar = new SimilarActors();
    await readings.readAgain((record) => similar.add(record));
    return notFound(asked, similar.near(asked.text));
  }
  const chain = traces.chain();
  const { made, more } = traces.madeBy(chain);
  return { chain, made, unfollowedMade: more, addresses: traces.addresses };
}
