import type {
  HashArchive,
  ObjectPlace,
  ReadArchive,
  StoredObject,
} from '../../lib/core/digest/archive-reader';
import { hashHere } from '../../lib/core/digest/judge-digest';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { ByteChunks } from '../../lib/core/record/gzip/byte-source';
import type { IntegritySettings } from '../../lib/core/settings/integrity-settings';
import { problemOf } from '../aws/s3/read-archive';
import type { Ports } from './ports';

/** What objects are read by. */
export interface EvidenceProps {
  readonly ports: Pick<Ports, 'readArchive'>;
  readonly settings: Pick<IntegritySettings, 'bucketName'>;
  readonly outOfTime: AbortSignal;
  /** Whether the message is received for the last time: what S3 does not answer now, it does not answer to this message. */
  readonly isLastReceive: boolean;
}

/** So many objects may fail on their own; of more than that, most others must be readable. */
const MAX_ALONE = 10;

/** Up to this size an object is received before it is used, so that one that breaks off is met here. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

/**
 * Reads the objects that one message is about. An error that concerns an object is its verdict: at once where it lasts; at the last
 * receive where it may pass, so that one object holds up neither its folder nor what is due of it. Where many objects fail and few
 * are read, S3 fails and not the objects: then the message fails, as ever.
 */
export class Evidence {
  readonly #failed = new Map<string, unknown>();
  #answers = 0;

  constructor(private readonly props: EvidenceProps) {}

  readonly read: ReadArchive = async ({ bucket = this.props.settings.bucketName, key }) => {
    if (bucket !== this.props.settings.bucketName)
      return { kind: 'unreadable', problem: `it is in the bucket ${bucket}, which is not monitored` };
    return this.#unlessFailed(key, () => this.#receive({ bucket, key }));
  };

  readonly hash: HashArchive = (place) => this.#unlessFailed(place.key, () => hashHere(this.read)(place));

  /** To be called before anything is concluded. Throws an error of S3 if it concerns more than single objects. */
  requireAnswers(): void {
    const [first] = this.#failed.values();
    const { size } = this.#failed;
    if (size > MAX_ALONE && size > this.#answers) throw first;
  }

  async #receive(place: Required<ObjectPlace>): Promise<StoredObject> {
    const stored = await this.props.ports.readArchive(place, this.props.outOfTime);
    const received = stored.kind === 'stored' ? { ...stored, chunks: await held(stored.chunks) } : stored;
    this.#answers += 1;
    return received;
  }

  async #unlessFailed<T>(key: string, step: () => Promise<T>) {
    try {
      return await step();
    } catch (error) {
      const failure = failureOf(awsErrorOf(error));
      const { outOfTime, isLastReceive } = this.props;
      if (outOfTime.aborted || !isLastReceive || failure.scope !== 'object') throw error;
      this.#failed.set(key, error);
      return { kind: 'unreadable', problem: problemOf(failure, error) } as const;
    }
  }
}

/** The bytes of an object, received as far as they are few. */
async function held(chunks: ByteChunks): Promise<ByteChunks> {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
    first.push(step.value);
    bytes += step.value.length;
    if (bytes > MAX_HELD_BYTES) return rest(first, iterator);
  }
  return first;
}

async function* rest(
  first: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* first;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  } finally {
    await iterator.return?.();
  }
}
