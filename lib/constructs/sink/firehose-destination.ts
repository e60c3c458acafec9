import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { requireHttps, requireText } from './api-destination-sink';

/** Where a stream of alerts writes objects in S3. */
export interface AlertStoreOptions {
  /**
   * The bucket, in the same Region. A bucket in another account needs a policy that allows the role of the stream to write.
   *
   * @default - a new one: private, versioned, encrypted with a key of its own, over TLS only, and retained
   */
  readonly bucket?: IBucket;

  /**
   * The key prefix: folders of letters, digits, `.`, `_` and `-`, with a trailing `/`. Objects that Firehose could not convert
   * or write are in a separate folder with `-errors` at the end of its name.
   *
   * @default - `alerts/` for lines of JSON, `findings/` for Parquet, `undelivered/` for what an endpoint did not take
   */
  readonly prefix?: string;
}

/** Options of a stream that delivers to an HTTPS endpoint. */
export interface AlertEndpointOptions {
  /**
   * The secret of the endpoint in AWS Secrets Manager: `{"hec_token": "…"}` for Splunk, `{"api_key": "…"}` for all others.
   * Firehose reads it every ten minutes; templates do not contain it.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/using-secrets-manager.html
   */
  readonly secret: ISecret;

  /**
   * The location for records that the endpoint did not accept for two hours, or rejected.
   *
   * @default - a new bucket, below `undelivered/`
   */
  readonly backup?: AlertStoreOptions;
}

/** Options of a stream that delivers to Splunk. */
export interface SplunkOptions extends AlertEndpointOptions {
  /** The HTTP Event Collector with its port, such as `https://http-inputs-firehose-example.splunkcloud.com:443`. */
  readonly endpoint: string;
}

/** Options of a stream that delivers to Datadog. */
export interface DatadogOptions extends AlertEndpointOptions {
  /**
   * The site of the account, such as `datadoghq.eu`.
   *
   * @default 'datadoghq.com'
   */
  readonly site?: string;

  /**
   * Tags that are added to every alert, by name.
   *
   * @default - none
   */
  readonly tags?: { readonly [name: string]: string };
}

/** Options of a stream that delivers to an endpoint that accepts Firehose requests. */
export interface HttpEndpointOptions extends AlertEndpointOptions {
  /** The URL; it begins with `https://`. */
  readonly endpoint: string;

  /** The name of the endpoint in the console. */
  readonly name: string;

  /**
   * The attributes in the header `X-Amz-Firehose-Common-Attributes` of every request, by name.
   *
   * @default - nothing
   */
  readonly attributes?: { readonly [name: string]: string };
}

/** The destination of a stream. */
export type StreamTarget =
  | { readonly kind: 's3'; readonly isParquet: boolean }
  | { readonly kind: 'splunk'; readonly endpoint: string; readonly secret: ISecret }
  | {
      readonly kind: 'http';
      readonly endpoint: string;
      readonly secret: ISecret;
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
    };

/** The objects that a stream writes. */
export interface AlertStore {
  readonly bucket?: IBucket;
  readonly prefix: string;
}

/** The destination of a `FirehoseSink`. The sink creates the delivery stream, with its role, alarms and error log. */
export class FirehoseDestination {
  /** JSON lines in S3, compressed with gzip, in a folder for each day: `alerts/day=2026-11-20/…`. */
  public static s3(options: AlertStoreOptions = {}): FirehoseDestination {
    return new FirehoseDestination({ kind: 's3', isParquet: false }, toStore(options, 'alerts/'));
  }

  /**
   * Apache Parquet files in S3, one row for each OCSF Detection Finding, in a folder for each day, and a table in the AWS Glue
   * Data Catalog for queries with Amazon Athena. Requires `AlertFormat.OCSF`, which is then the default.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  public static parquet(options: AlertStoreOptions = {}): FirehoseDestination {
    return new FirehoseDestination({ kind: 's3', isParquet: true }, toStore(options, 'findings/'));
  }

  /**
   * Splunk, through the raw endpoint of its HTTP Event Collector. Enable indexer acknowledgment for the token, and set a source
   * type such as `_json`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html#create-destination-splunk
   */
  public static splunk(options: SplunkOptions): FirehoseDestination {
    const { endpoint, secret, backup } = options;
    requireHttps(endpoint);
    return new FirehoseDestination({ kind: 'splunk', endpoint, secret }, toStore(backup, UNDELIVERED));
  }

  /** Datadog's logs. */
  public static datadog(options: DatadogOptions): FirehoseDestination {
    const { site = 'datadoghq.com', tags, ...rest } = options;
    requireText({ site });
    const endpoint = `https://aws-kinesis-http-intake.logs.${site}/v1/input`;
    return FirehoseDestination.httpEndpoint({ ...rest, endpoint, name: 'Datadog', attributes: tags });
  }

  /**
   * Any other endpoint that accepts Firehose requests, such as those of New Relic, Dynatrace and Elastic.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
   */
  public static httpEndpoint(options: HttpEndpointOptions): FirehoseDestination {
    const { endpoint, secret, name, attributes = {}, backup } = options;
    requireText({ name });
    requireHttps(endpoint);
    const target: StreamTarget = { kind: 'http', endpoint, secret, name, attributes };
    return new FirehoseDestination(target, toStore(backup, UNDELIVERED));
  }

  private constructor(
    /** @internal */
    public readonly _target: StreamTarget,
    /** @internal */
    public readonly _store: AlertStore,
  ) {}

  /** @internal */
  public get _isParquet(): boolean {
    return this._target.kind === 's3' && this._target.isParquet;
  }
}

const UNDELIVERED = 'undelivered/';

function toStore({ bucket, prefix }: AlertStoreOptions = {}, defaultPrefix: string): AlertStore {
  return { bucket, prefix: prefix ?? defaultPrefix };
}
