import type { ObjectGetter } from '../aws/object-getter';
import { openObjectGetter } from '../aws/open-object-getter';
import { explainForAll, renderS3Error } from '../aws/s3-error';
import { sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';

/** The maximum number of concurrent requests. */
const CONNECTIONS = 8;

/** Options for opening a results bucket. */
export interface ResultsBucketTools {
  /** Where the bucket is. */
  readonly region: string;
  readonly io: Pick<CommandIo, 'environment' | 'wait'>;
}

/** The results bucket of a state machine. */
export class ResultsBucket {
  /** Credentials are read from the usual AWS sources. */
  static async open(bucket: string, tools: ResultsBucketTools): Promise<ResultsBucket> {
    const { region, io } = tools;
    const getter = await openObjectGetter({ connections: CONNECTIONS, region }, io);
    return new ResultsBucket(bucket, getter, tools);
  }

  private constructor(
    private readonly bucket: string,
    private readonly getter: ObjectGetter,
    private readonly tools: ResultsBucketTools,
  ) {}

  /**
   * The text of an object; undefined if there is none.
   *
   * @throws {@link UserError}
   */
  async read(key: string): Promise<string | undefined> {
    const got = await this.getter.get(this.bucket, key);
    if (got.kind === 'object') return Buffer.from(got.body).toString('utf8');
    if (got.error.code === 'NoSuchKey') return undefined;
    throw this.#problemOf(key, explainForAll(got.error.code) ?? renderS3Error(got.error));
  }

  /** @throws {@link UserError} */
  async write(key: string, text: string): Promise<void> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const { makeS3Client } = await import('../aws/s3-client');
    const { region, io } = this.tools;
    const client = makeS3Client(io.environment, region);
    const put = new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: text });
    try {
      await sendAgain(() => client.send(put), { needs: 's3:PutObject', wait: io.wait });
    } catch (error) {
      const known = explainForAll((error as Partial<Error>).name ?? '');
      throw this.#problemOf(key, known ?? `it cannot be written: ${renderReason(error)}`);
    } finally {
      client.destroy();
    }
  }

  close(): void {
    this.getter.close();
  }

  #problemOf(key: string, reason: string): UserError {
    return new UserError(`s3://${this.bucket}/${key}: ${reason}`);
  }
}
