import type { IncomingHttpHeaders } from 'node:http';
import type { AwsError } from '../../../../lib/core/failure/failure';
import { WEB_PAGE } from '../../../../lib/core/failure/known-failures';

/** The error of S3, or the network, instead of an object. */
export interface S3Error extends AwsError {
  /** 0 if there was no response. */
  readonly status: number;
  /** S3's code such as `NoSuchKey`, or the operating system's such as `ECONNRESET`. */
  readonly code: string;
  readonly message: string;
  /** The Region of the bucket, if the response contains it. */
  readonly region?: string;
}

/** The head of an answer. */
export interface AnswerHead {
  readonly statusCode?: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Reads the XML that S3 describes an error with. */
export function readS3Error({ statusCode = 0, headers }: AnswerHead, body: Uint8Array): S3Error {
  const text = Buffer.from(body.subarray(0, 4096)).toString('utf8');
  const region = headers['x-amz-bucket-region'] ?? partOf(text, 'Region');
  return {
    status: statusCode,
    code: partOf(text, 'Code') ?? (isHtml(text) ? WEB_PAGE : `HTTP ${statusCode}`),
    message: partOf(text, 'Message') ?? '',
    ...(typeof region === 'string' && isRedirect(statusCode) ? { region } : {}),
  };
}

/** Whether a response with status 200 is a web page, which S3 never returns. */
export function isWebPage({ headers }: AnswerHead): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '') && headers['x-amz-request-id'] === undefined;
}

/** The error for such a response. */
export function webPageError(status: number): S3Error {
  return { status, code: WEB_PAGE, message: '' };
}

function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype html|html)/i.test(text);
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 307 || status === 400;
}

function partOf(text: string, name: string): string | undefined {
  const part = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return part?.replace(/&(amp|lt|gt|quot|apos);/g, (_entity, known: string) => ENTITIES[known] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
