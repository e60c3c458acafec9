import type { JsonObject } from '../../../lib/core/json/json-value';
import { ACCOUNT_ID, type CallTemplate, COMMON_CALLS, DATA_CALLS, tailCalls } from './call-templates';
import { type Random, Zipf } from './random';

/** Which calls an account mostly makes. */
export type CallMix = 'management' | 'data';

const CALL_NAMES = 260;
const PRINCIPALS = 15;
const SESSIONS = 150;
const ADDRESSES = 16;
const FAILED = 0.12;
const CALLED_BY_A_SERVICE = 0.12;
const WITHOUT_IDENTITY_TYPE = 0.02;
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Who calls, from where, and with what. */
interface Caller {
  readonly userIdentity: JsonObject;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
}

/** One busy account: its principals, their sessions and addresses, and the calls they make. */
export class Account {
  private readonly sessions: readonly Caller[];
  private readonly sessionRank = new Zipf(SESSIONS, 0.8);
  private readonly calls: readonly CallTemplate[];
  private readonly callRank: Zipf;

  constructor(
    private readonly random: Random,
    mix: CallMix,
  ) {
    this.sessions = Array.from({ length: SESSIONS }, (_, at) => session(random, at));
    const management = [...COMMON_CALLS, ...tailCalls(CALL_NAMES - COMMON_CALLS.length)];
    this.calls = mix === 'management' ? management : [...DATA_CALLS, ...management];
    this.callRank = new Zipf(this.calls.length, mix === 'management' ? 1 : 2);
  }

  /** `count` records of the eight minutes before `endMs`, in the order of their times. */
  records(count: number, endMs: number): JsonObject[] {
    const spreadMs = (1 + this.random.below(7)) * 60_000;
    const times = Array.from({ length: count }, () => endMs - 60_000 - this.random.next() * spreadMs);
    times.sort((one, other) => one - other);
    return times.map((timeMs) => this.record(timeMs));
  }

  private record(timeMs: number): JsonObject {
    const { random } = this;
    const call = at(this.calls, this.callRank.draw(random));
    const caller = this.caller();
    const failed = random.chance(FAILED);
    return {
      eventVersion: '1.11',
      userIdentity: caller.userIdentity,
      eventTime: new Date(timeMs).toISOString().replace(/\.\d+/, ''),
      eventSource: call.eventSource,
      eventName: call.eventName,
      awsRegion: 'eu-west-1',
      sourceIPAddress: caller.sourceIPAddress,
      userAgent: caller.userAgent,
      ...(failed ? failure(random, call) : {}),
      requestParameters: call.request(random),
      responseElements: failed || call.response === undefined ? null : call.response(random),
      ...(call.isData === true ? dataMembers(random) : {}),
      requestID: random.uuid(),
      eventID: random.uuid(),
      readOnly: call.readOnly,
      ...(call.isData === true ? { resources: dataResources() } : {}),
      eventType: call.eventName === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
      managementEvent: call.isData !== true,
      recipientAccountId: ACCOUNT_ID,
      eventCategory: call.isData === true ? 'Data' : 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: call.eventSource.replace('.amazonaws', '.eu-west-1.amazonaws'),
      },
    };
  }

  private caller(): Caller {
    const { random } = this;
    const drawn = random.next();
    if (drawn > CALLED_BY_A_SERVICE + WITHOUT_IDENTITY_TYPE) {
      return at(this.sessions, this.sessionRank.draw(random));
    }
    const service = random.pick([
      'config.amazonaws.com',
      'autoscaling.amazonaws.com',
      'cloudtrail.amazonaws.com',
    ]);
    const userIdentity =
      drawn > CALLED_BY_A_SERVICE
        ? { accountId: ACCOUNT_ID, invokedBy: service }
        : { type: 'AWSService', invokedBy: service };
    return { userIdentity, sourceIPAddress: service, userAgent: service };
  }
}

function session(random: Random, index: number): Caller {
  const principal = index % PRINCIPALS;
  return {
    userIdentity: identityOf(random, principal, index),
    sourceIPAddress: `198.51.100.${1 + (index % ADDRESSES)}`,
    userAgent: userAgent(random),
  };
}

/** Mostly roles; the rarest session is the root user's. */
function identityOf(random: Random, principal: number, sessionIndex: number): JsonObject {
  if (sessionIndex === SESSIONS - 1) return rootIdentity(random);
  return principal < 3 ? userIdentity(random, principal) : roleIdentity(random, principal);
}

function rootIdentity(random: Random): JsonObject {
  const arn = `arn:aws:iam::${ACCOUNT_ID}:root`;
  const accessKeyId = `ASIA${random.text(16, KEY_ALPHABET)}`;
  return { type: 'Root', principalId: ACCOUNT_ID, arn, accountId: ACCOUNT_ID, accessKeyId };
}

function userIdentity(random: Random, principal: number): JsonObject {
  const accessKeyId = `AKIA${random.text(16, KEY_ALPHABET)}`;
  const userName = `user-${principal}`;
  const arn = `arn:aws:iam::${ACCOUNT_ID}:user/${userName}`;
  const principalId = `AIDA${'QZ7TR2MXK4WLP9NB'.slice(principal)}${'A'.repeat(principal)}`;
  return { type: 'IAMUser', principalId, arn, accountId: ACCOUNT_ID, accessKeyId, userName };
}

function roleIdentity(random: Random, principal: number): JsonObject {
  const userName = `team-${principal}-deploy-role`;
  const principalId = `AROA${'XW3KD8VQ2HLY6TJS'.slice(principal)}${'B'.repeat(principal)}`;
  const name = `session-${random.hex(8)}`;
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${userName}/${name}`,
    accountId: ACCOUNT_ID,
    accessKeyId: `ASIA${random.text(16, KEY_ALPHABET)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${ACCOUNT_ID}:role/${userName}`,
        accountId: ACCOUNT_ID,
        userName,
      },
      attributes: { creationDate: `2026-08-03T0${random.below(9)}:12:44Z`, mfaAuthenticated: 'false' },
    },
  };
}

function userAgent(random: Random): string {
  const version = `2.${random.below(40)}.${random.below(30)}`;
  return random.pick([
    `aws-cli/${version} md/awscrt#0.20.9 ua/2.0 os/linux#6.1.${random.below(90)} md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off`,
    `Boto3/1.34.${random.below(99)} md/Botocore#1.34.${random.below(99)} ua/2.0 os/linux#5.10.${random.below(250)} md/arch#aarch64 lang/python#3.12.1 cfg/retry-mode#legacy Botocore/1.34.9`,
    `APN/1.0 HashiCorp/1.0 Terraform/1.7.${random.below(9)} (+https://www.terraform.io) terraform-provider-aws/5.${random.below(60)}.0 aws-sdk-go-v2/1.26.1 os/linux lang/go#1.21.8 md/GOOS#linux`,
    `aws-sdk-java/2.25.${random.below(60)} Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy`,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  ]);
}

/** A third of the failed calls are denied ones; most look for what is not there. */
function failure(random: Random, call: CallTemplate): JsonObject {
  const action = `${call.eventSource.split('.')[0]}:${call.eventName}`;
  if (random.chance(0.33)) {
    return {
      errorCode: 'AccessDenied',
      errorMessage: `User is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    };
  }
  const errorCode = random.pick([
    'NoSuchEntityException',
    'ResourceNotFoundException',
    'ThrottlingException',
  ]);
  return { errorCode, errorMessage: `The request to ${action} could not be completed: ${errorCode}` };
}

function dataMembers(random: Random): JsonObject {
  return {
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      SSEApplied: 'Default_SSE_S3',
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': random.text(16, '0123456789abcdefghijklmnopqrstuvwxyz+/'),
      bytesTransferredOut: random.pick([0, 243, 1_048_576, 4_194_304]),
    },
  };
}

function dataResources(): JsonObject[] {
  return [
    { type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::data-lake-raw/' },
    { accountId: ACCOUNT_ID, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::data-lake-raw' },
  ];
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`no value at ${index}`);
  return value;
}
