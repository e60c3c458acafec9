import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { requireHttps, requireText } from './api-destination-sink';

/** Where a stream of alerts writes objects in S3. */
export interface AlertStoreOptions {
  /**
   * The bucket, in the same Region. One of another account needs a policy that lets the role of the stream write.
   *
   * @default - a new one: private, versioned, encrypted with a key of its own, over TLS only, and retained
   */
  readonly bucket?: IBucket;

  /**
   * What keys begin with: folders of letters, digits, `.`, `_` and `-`, with a `/` at the end. Objects that Firehose could not
   * convert or write are beside it, in the folder that has `-errors` at the end of its name.
   *
   * @default - `alerts/` for lines of JSON, `findings/` for Parquet, `undelivered/` for what an endpoint did not take
   */
  readonly prefix?: string;
}

/** Options of a stream that delivers to an endpoint of HTTPS. */
export interface AlertEndpointOptions {
  /**
   * The secret of the endpoint, as AWS Secrets Manager keeps it: `{"hec_token": "…"}` for Splunk, `{"api_key": "…"}` for all others.
   * Firehose reads it every ten minutes; it is in no template.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/using-secrets-manager.html
   */
  readonly secret: ISecret;

  /**
   * Where Firehose writes what the endpoint did not take for two hours, or refused.
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
   * Tags that every alert gets, by their names.
   *
   * @default - none
   */
  readonly tags?: { readonly [name: string]: string };
}

/** Options of a stream that delivers to an endpoint that takes requests of Firehose. */
export interface HttpEndpointOptions extends AlertEndpointOptions {
  /** The address; it begins with `https://`. */
  readonly endpoint: string;

  /** What the console shows as the name of the endpoint. */
  readonly name: string;

  /**
   * What every request has in the header `X-Amz-Firehose-Common-Attributes`, by name.
   *
   * @default - nothing
   */
  readonly attributes?: { readonly [name: string]: string };
}

/** What a stream delivers to. */
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

/** Where the delivery stream of a `FirehoseSink` delivers to. The sink creates the stream, with its role, alarms and error log. */
export class FirehoseDestination {
  /** Objects of JSON lines in S3, compressed with gzip, in a folder for each day: `alerts/day=2026-11-20/…`. */
  public static s3(options: AlertStoreOptions = {}): FirehoseDestination {
    return new FirehoseDestination({ kind: 's3', isParquet: false }, toStore(options, 'alerts/'));
  }

  /**
   * Apache Parquet files in S3, one row for each OCSF Detection Finding, in a folder for each day, and a table in the AWS Glue Data
   * Catalog, by which Amazon Athena queries them. Requires `AlertFormat.OCSF`, which is the default then.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  public static parquet(options: AlertStoreOptions = {}): FirehoseDestination {
    return new FirehoseDestination({ kind: 's3', isParquet: true }, toStore(options, 'findings/'));
  }

  /**
   * Splunk, by its HTTP Event Collector: the raw endpoint. Let the token have indexer acknowledgment, and a source type such as `_json`.
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
   * Any other endpoint that takes requests of Firehose, such as those of New Relic, Dynatrace and Elastic.
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
